package io.recua.page;

import io.recua.control.LoadView;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import io.recua.log.Visible;
import java.time.Duration;
import java.util.Locale;

/**
 * A load as shown in one line of the page.
 *
 * @param load the load in the ledger
 */
public record LoadRow(LoadView load) {

    /** Returns the file's name, with control characters made visible. */
    public String name() {
        return Visible.of(LandingKey.name(load.object()));
    }

    /** Returns the load's status in lower case, or {@code paused} if it waits for its feed to be resumed. */
    public String state() {
        return load.paused() != null ? "paused" : load.status().name().toLowerCase(Locale.ROOT);
    }

    public boolean loading() {
        return load.status() == LoadStatus.LOADING;
    }

    /** Returns the seconds from the claim to the end; null while the load runs. */
    public Double seconds() {
        return load.finishedAt() == null ? null : seconds(Duration.between(load.startedAt(), load.finishedAt()));
    }

    /** Returns the seconds from the landing to the end; null while the load runs, or if the key contains no time. */
    public Double lag() {
        return load.finishedAt() == null
                ? null
                : LandingKey.arrival(load.object())
                        .map(landed -> seconds(Duration.between(landed, load.finishedAt())))
                        .orElse(null);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Returns the current key of the object, with control characters made visible. */
    public String place() {
        return Visible.of(load.status().key(load.object()));
    }
}
