package io.recua.page;

import io.recua.control.FeedLoads;
import io.recua.control.LoadObjects.Place;
import io.recua.control.LoadState;
import io.recua.control.LoadView;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import io.recua.load.Expectations;
import io.recua.log.Visible;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A load as shown in one line of the page.
 *
 * @param load the load in the ledger
 * @param feed who loads its feed; null if the feed is not enabled here
 */
public record LoadRow(LoadView load, FeedLoads feed) {

    public LoadState state() {
        // A load of a feed that is not enabled here waits until it is.
        return feed == null && load.paused() == null && unended()
                ? LoadState.WAITING
                : LoadState.of(load, feed != null && feed.running(), feed != null && feed.started());
    }

    /** Returns the file's name, with control characters made visible. */
    public String name() {
        return Visible.of(LandingKey.name(load.object()));
    }

    /** Returns why the object was refused, or the load waits; without a command, since the page has buttons. Null if neither. */
    public String error() {
        return load.error() == null ? null : Expectations.unmet(load.error()).orElse(load.error());
    }

    /** Returns whether an operator may accept the object although {@code expect} refused it. */
    public boolean acceptable() {
        return load.status() == LoadStatus.QUARANTINED
                && load.error() != null
                && Expectations.unmet(load.error()).isPresent();
    }

    /** Returns whether rows of the load are in the table. */
    public boolean stored() {
        return load.inserted() + load.updated() > 0;
    }

    /** Returns whether the load has not ended. */
    public boolean unended() {
        return load.status() == LoadStatus.LOADING;
    }

    /** Returns the seconds from the claim to the end; null while the load has not ended. */
    public Double seconds() {
        return load.finishedAt() == null ? null : seconds(load.startedAt());
    }

    /** Returns the seconds from the landing to the end; null while the load has not ended, or if the landing is unknown. */
    public Double lag() {
        return load.finishedAt() == null ? null : arrival().map(this::seconds).orElse(null);
    }

    /** Returns the instant in the key, or the time in S3 if this is earlier: whoever lands an object chooses its key. */
    private Optional<Instant> arrival() {
        return Stream.concat(LandingKey.arrival(load.object()).stream(), Stream.ofNullable(load.landedAt()))
                .min(Instant::compareTo);
    }

    /** The clocks of S3 and of the database may differ. */
    private double seconds(Instant from) {
        return Math.max(0, Duration.between(from, load.finishedAt()).toMillis() / 1000.0);
    }

    /** A step on the way of an object, and when it ended. */
    public record Step(String name, Instant at) {}

    /**
     * Returns the steps whose time is known, in order.
     *
     * @param fetched whether a fetch of Recua landed the object, so that the instant in its key is the end of the fetch
     * @param place where the object is now; null if this is not known
     */
    List<Step> steps(boolean fetched, Place place) {
        Instant arrived = fetched ? LandingKey.arrival(load.object()).orElse(null) : null;
        return Stream.of(
                        new Step("fetched", arrived),
                        new Step("landed", load.landedAt()),
                        new Step("claimed", load.startedAt()),
                        new Step(state().word(), load.finishedAt()),
                        new Step(load.status() == LoadStatus.LOADED ? "archived" : "quarantined", moved(place)))
                .filter(step -> step.at() != null)
                .toList();
    }

    /** Returns when S3 received the object in its last place; its clock counts in seconds, and may differ from the database's. */
    private Instant moved(Place place) {
        boolean known = place != null && place.since() != null && !place.edited() && load.finishedAt() != null;
        if (!known || place.key().equals(load.object())) {
            return null;
        }
        return place.since().isBefore(load.finishedAt()) ? load.finishedAt() : place.since();
    }

    /** Returns the current key of the object, with control characters made visible. */
    public String place() {
        return Visible.of(load.status().key(load.object()));
    }
}
