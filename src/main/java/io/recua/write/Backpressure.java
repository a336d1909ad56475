package io.recua.write;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Lets a load read on only at the pace of its commits. Without this, the next run would be read at once and the object's
 * stream would then be idle for so long that S3 closes it.
 *
 * <p>The route's thread calls {@link #limit} and {@link #await}. Any thread may call {@link #settle} and {@link #settled}.
 */
final class Backpressure {

    private static final int WAIT_MILLIS = 1000;

    /** The next run is read when three quarters of this one are committed, so that no lane waits for it. */
    private static final double LEAD = 4 / 3.0;

    /** The number of committed records. Its monitor only wakes the route's thread. */
    private final AtomicLong settled;

    /** The records that were read and committed at the last {@link #limit}. */
    private long readBefore;

    private long settledBefore;
    /** How many records may be read for each one that is committed. */
    private double ratio;

    /** @param settled the number of records that earlier claims have committed */
    Backpressure(long settled) {
        this.settled = new AtomicLong(settled);
    }

    long settled() {
        return settled.get();
    }

    /** Adds committed records. */
    void settle(long records) {
        synchronized (settled) {
            settled.addAndGet(records);
            settled.notifyAll();
        }
    }

    /**
     * Begins to pace the reading of the next run by the commits of this one.
     *
     * @param lastRecord the last record of this run
     * @param sizeOfNext how many times larger the next run is
     */
    void limit(long lastRecord, double sizeOfNext) {
        readBefore = lastRecord;
        settledBefore = settled.get();
        ratio = LEAD * sizeOfNext;
    }

    /**
     * Waits until enough records are committed for those that were read since {@link #limit}, or nothing is written any
     * more.
     *
     * @param lastRecord the last record that was read
     * @param whileWaiting called once a second; an exception from it ends the wait
     */
    void await(long lastRecord, BooleanSupplier writing, Runnable whileWaiting) throws InterruptedException {
        while (isAhead(lastRecord) && writing.getAsBoolean()) {
            synchronized (settled) {
                if (isAhead(lastRecord) && writing.getAsBoolean()) {
                    settled.wait(WAIT_MILLIS);
                }
            }
            whileWaiting.run();
        }
    }

    private boolean isAhead(long lastRecord) {
        return lastRecord - readBefore > ratio * (settled.get() - settledBefore);
    }
}
