package io.recua.write;

import io.recua.ingest.LoadProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Says every few seconds how far a load is, and how long it will take at the pace since its start. */
public final class Progress {

    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final DoubleSupplier share;
    private final LongSupplier settled;
    private final long settledBefore;
    private final long started = System.nanoTime();
    private long last = started;

    /**
     * @param share how much of the object was read, from 0 to 1
     * @param settled how many records are committed
     */
    public Progress(DoubleSupplier share, LongSupplier settled) {
        this.share = share;
        this.settled = settled;
        this.settledBefore = settled.getAsLong();
    }

    /** A report, if the last one is long enough ago. */
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
        // Until the first commit, the pace of reading is all that is known.
        double left = written == 0 ? (1 - read) / read * seconds : (1 - done) / done * rows / written * seconds;
        return Optional.of(new LoadProgress(
                rows, Math.round(written / seconds), Math.round(done * 1000) / 10.0, Math.round(left)));
    }

    /** The seconds since the claim. */
    public double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
