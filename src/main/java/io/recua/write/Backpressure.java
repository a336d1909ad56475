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

    /** The number of committed records. Its monitor only wakes the route's thread. */
    private final AtomicLong settled;

    /** How many records may be read beyond the committed ones. */
    private long maxAhead;

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

    /** Lets no more records be read ahead of the commits than are now. */
    void limit(long lastRecord) {
        maxAhead = lastRecord - settled.get();
    }

    /**
     * Waits until as many records are committed as were read since {@link #limit}, or nothing is written any more.
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
        return lastRecord - settled.get() > maxAhead;
    }
}
