package io.recua.page;

import io.recua.control.LoadView;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import io.recua.log.Visible;
import java.time.Duration;

/**
 * A load as its line on the page says it.
 *
 * @param load what the ledger has of it
 */
public record LoadRow(LoadView load) {

    /** The file's name, its control characters made visible. */
    public String name() {
        return Visible.of(LandingKey.name(load.object()));
    }

    public boolean loading() {
        return load.status() == LoadStatus.LOADING;
    }

    /** From the claim to the end; null while it runs. */
    public Double seconds() {
        return load.finishedAt() == null ? null : seconds(Duration.between(load.startedAt(), load.finishedAt()));
    }

    /** From the landing to the end; null while it runs, or where the key does not say when it landed. */
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

    /** Where the object is now, below the bucket. */
    public String place() {
        return Visible.of(load.status().key(load.object()));
    }
}
