package io.recua.write;

import io.recua.ingest.LoadProgress;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Reports the progress of a load every {@link LoadProgress#INTERVAL}, with the rate since its start and an estimate of
 * the remaining time.
 */
public final class Progress {

    private static final long INTERVAL = LoadProgress.INTERVAL.toNanos();

    private final DoubleSupplier share;
    private final LongSupplier settled;
    private final long settledBefore;
    private final long started = System.nanoTime();
    private long last = started;

    /**
     * Starts the measurement.
     *
     * @param share returns the share of the object that was read, from 0 to 1
     * @param settled returns the number of committed records
     */
    public Progress(DoubleSupplier share, LongSupplier settled) {
        this.share = share;
        this.settled = settled;
        this.settledBefore = settled.getAsLong();
    }

    /**
     * Returns a report; empty if the last one is not old enough.
     *
     * @param recordsRead the number of records read so far
     */
    public Optional<LoadProgress> due(long recordsRead) {
        long now = System.nanoTime();
        if (now - last < INTERVAL) {
            return Optional.empty();
        }
        last = now;
        double seconds = seconds();
        double read = Math.max(share.getAsDouble(), 1e-9);
        long rows = settled.getAsLong();
        long written = rows - settledBefore;
        double done = Math.min(read * rows / Math.max(recordsRead, 1), 1);
        double percent = Math.round(done * 1000) / 10.0;
        if (written == 0) {
            return Optional.of(new LoadProgress(rows, null, percent, null));
        }
        double left = (1 - done) / done * rows / written * seconds;
        return Optional.of(new LoadProgress(rows, Math.round(written / seconds), percent, Math.round(left)));
    }

    /** Returns the seconds since the measurement started. */
    public double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
