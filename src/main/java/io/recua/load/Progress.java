package io.recua.load;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Says every few seconds how far a load is, and how long it will take at the pace since its start. */
final class Progress {

    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final DoubleSupplier share;
    private final long started = System.nanoTime();
    private long last = started;

    /** @param share how much of the object was read, from 0 to 1 */
    Progress(DoubleSupplier share) {
        this.share = share;
    }

    /**
     * How far a load is.
     *
     * @param rows records read, those of earlier runs included
     * @param rowsPerSecond since the start of this run
     * @param percent of the object's bytes
     * @param secondsLeft at this pace
     */
    record Report(long rows, long rowsPerSecond, double percent, long secondsLeft) {}

    /** A report, if the last one is long enough ago. */
    Optional<Report> due(long rows) {
        long now = System.nanoTime();
        if (now - last < INTERVAL) {
            return Optional.empty();
        }
        last = now;
        double seconds = seconds();
        double done = Math.max(share.getAsDouble(), 1e-9);
        double percent = Math.round(done * 1000) / 10.0;
        return Optional.of(
                new Report(rows, Math.round(rows / seconds), percent, Math.round(seconds * (1 - done) / done)));
    }

    /** The seconds since the start of this run. */
    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
