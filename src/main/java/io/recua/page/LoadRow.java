package io.recua.page;

import io.recua.control.FeedView;
import io.recua.control.LoadView;
import io.recua.control.RouteSwitch.Task;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import io.recua.log.Visible;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A load as shown in one line of the page.
 *
 * @param load the load in the ledger
 * @param feed the current state of its feed; null if the feed is not enabled here
 */
public record LoadRow(LoadView load, FeedView feed) {

    /** The state of a load as an operator sees it. */
    public enum State {
        /** An instance loads it, or will at its next poll. */
        LOADING,
        /** It has not ended, and continues when the server can be used again or the feed is enabled. */
        WAITING,
        /** It has not ended, no instance loads it, and the feed's loads are stopped in this instance. */
        STOPPED,
        /** It has not ended, and continues when the feed's loads are resumed. */
        PAUSED,
        LOADED,
        REFUSED;

        /** Returns the word on the page, which is also the class of its style. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public State state() {
        return switch (load.status()) {
            case LOADED -> State.LOADED;
            case QUARANTINED -> State.REFUSED;
            case LOADING -> unfinished();
        };
    }

    private State unfinished() {
        if (load.paused() != null) {
            return State.PAUSED;
        }
        if (feed == null) {
            return State.WAITING;
        }
        if (feed.loading()) {
            return State.LOADING;
        }
        if (!Task.INGEST.isStarted(feed)) {
            return State.STOPPED;
        }
        return load.error() == null ? State.LOADING : State.WAITING;
    }

    /** Returns the file's name, with control characters made visible. */
    public String name() {
        return Visible.of(LandingKey.name(load.object()));
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
     * Returns the steps whose time the ledger knows, in order.
     *
     * @param fetched whether a fetch of Recua landed the object, so that the instant in its key is the end of the fetch
     */
    List<Step> steps(boolean fetched) {
        Instant arrived = fetched ? LandingKey.arrival(load.object()).orElse(null) : null;
        return Stream.of(
                        new Step("fetched", arrived),
                        new Step("landed", load.landedAt()),
                        new Step("claimed", load.startedAt()),
                        new Step(state().word(), load.finishedAt()))
                .filter(step -> step.at() != null)
                .toList();
    }

    /** Returns the current key of the object, with control characters made visible. */
    public String place() {
        return Visible.of(load.status().key(load.object()));
    }
}
