package io.recua.write;

import io.recua.ingest.Checkpoint;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.row.Batch;
import io.recua.row.Row;
import io.recua.sort.LaneBatch;
import io.recua.sort.Runs;
import io.recua.sort.SortedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.MDC;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Writes a load's rows on several connections in parallel. Each lane writes a contiguous range of keys: a key always
 * belongs to the same lane, so two lanes never wait for each other's row locks.
 *
 * <p>Three steps overlap: the lanes write one run of batches, the next run is read from the object, and while a batch
 * of it is read, the batch before is sorted. At most two runs of each lane are on disk.
 *
 * <p>Which thread may touch which field:
 *
 * <ul>
 *   <li>The route's thread calls the public methods, one at a time. It alone touches {@code running}, {@code sorting},
 *       {@code lastRecord}, {@code maxAhead} and {@code batchesInRun}, and it alone adds to {@code next} and clears it.
 *   <li>The sorter is a task that runs {@code sort}; there is one at a time. It reads {@code committed} and
 *       {@code next}, and adds rows to the runs in {@code next}. From the submission of the task until
 *       {@code await(sorting)} has returned normally, {@code next} and its runs belong to the sorter, and no other
 *       thread may touch them.
 *   <li>The task of a lane runs {@code commit}; there is one at a time for each lane. It owns its {@link SortedRun},
 *       which it closes, and its {@link Lane}, of which other threads may call {@link Lane#abort} only. It does not
 *       touch {@code next}.
 *   <li>{@code settled} and {@code stopped} are shared: the lanes' tasks add to {@code settled} and read
 *       {@code stopped}, the route's thread reads {@code settled} and sets {@code stopped}. The monitor of
 *       {@code settled} only wakes the route's thread.
 *   <li>{@code runs}, {@code committed} and {@code lanes} never change after the constructor, so any thread may read
 *       them.
 * </ul>
 *
 * <p>No lock protects {@code next} and the runs. To submit a task and to wait for its {@link Future} makes the writes
 * of one thread visible to the other.
 *
 * <p>The owner must call {@link #stop}, after success too. It waits until all tasks have ended, then closes the runs
 * that are still in {@code next}.
 */
public final class Lanes {

    /** The time that the running transactions have to end after {@link #stop}, before they are aborted. */
    private static final int CLOSE_MILLIS = 5000;

    /** The interval at which a waiting method calls {@code whileWaiting}. */
    private static final int WAIT_MILLIS = 1000;

    private final Runs runs;
    /** The checkpoint of each lane at the claim. */
    private final List<Checkpoint> committed;

    private final List<Lane> lanes = new ArrayList<>();
    /** The run of each lane that is being filled; empty between two runs. */
    private final List<SortedRun> next = new ArrayList<>();
    /** The task that writes the previous run of each lane. */
    private final List<Future<?>> running = new ArrayList<>();

    private final ExecutorService threads;
    /** The number of committed records, including those of earlier claims. */
    private final AtomicLong settled;

    private Future<?> sorting = CompletableFuture.completedFuture(null);
    private long lastRecord;
    /** How many records may be read beyond the committed ones. */
    private long maxAhead;

    private int batchesInRun;
    private volatile boolean stopped;

    public Lanes(
            Claim claim, Runs runs, RowWriter writer, Checkpoints checkpoints, RowCounters counters, LanePool pool) {
        this.runs = runs;
        this.committed = checkpoints.of(claim);
        this.settled = new AtomicLong(checkpoints.counts(claim).read());
        for (int lane = 0; lane < claim.limits().lanes(); lane++) {
            lanes.add(new Lane(lane, claim, writer, checkpoints, counters, pool));
            running.add(CompletableFuture.completedFuture(null));
        }
        this.threads = Executors.newFixedThreadPool(1 + lanes.size(), threads(claim));
    }

    /**
     * Returns threads that log with the diagnostic context of the caller, so that the lanes' lines name the load too.
     */
    private static ThreadFactory threads(Claim claim) {
        ThreadFactory threads = new CustomizableThreadFactory("load-" + claim.loadId() + "-");
        Map<String, String> log = MDC.getCopyOfContextMap();
        return work -> threads.newThread(() -> {
            MDC.setContextMap(log);
            work.run();
        });
    }

    /** Returns the number of committed records, including those of earlier claims. Any thread may call this method. */
    public long settled() {
        return settled.get();
    }

    /**
     * Adds a batch to the lanes' next runs. When these are full, waits until the previous ones are written, and starts
     * to write them.
     *
     * @param whileWaiting called once a second while this method waits; an exception from it ends the wait
     * @throws Exception the exception of a lane or of the sorter
     */
    public void write(Batch batch, Runnable whileWaiting) throws Exception {
        await(sorting, whileWaiting);
        keepPace(whileWaiting);
        if (next.isEmpty()) {
            committed.forEach(checkpoint -> next.add(new SortedRun(runs, lastRecord + 1, checkpoint)));
        }
        sorting = threads.submit(() -> sort(batch));
        lastRecord = batch.lastRecord();
        batchesInRun++;
        if (batchesInRun == runs.limits().runBatches()) {
            writeRuns(whileWaiting);
        }
    }

    /**
     * Waits until the lanes have committed as many records of the previous run as were read of the next one. Without
     * this, the next run would be read at once and the object's stream would then be idle for so long that S3 closes
     * it.
     */
    private void keepPace(Runnable whileWaiting) throws InterruptedException {
        while (isAhead()) {
            synchronized (settled) {
                if (isAhead()) {
                    settled.wait(WAIT_MILLIS);
                }
            }
            whileWaiting.run();
        }
    }

    private boolean isAhead() {
        return lastRecord - settled.get() > maxAhead && running.stream().anyMatch(run -> !run.isDone());
    }

    /**
     * Adds each lane's share of the batch to its run, without the records that the lane committed under an earlier
     * claim. The rejected rows go to the first lane.
     */
    private void sort(Batch batch) {
        List<List<Row>> rows = new ArrayList<>();
        lanes.forEach(lane -> rows.add(new ArrayList<>()));
        long[] duplicates = new long[lanes.size()];
        List<Row> rejected =
                batch.rejected().stream().filter(row -> !isCommitted(row, 0)).toList();
        for (Row row : batch.rows()) {
            int lane = row.key().lane(lanes.size());
            if (!isCommitted(row, lane)) {
                rows.get(lane).add(row);
            }
        }
        for (Row row : batch.duplicates()) {
            int lane = row.key().lane(lanes.size());
            duplicates[lane] += isCommitted(row, lane) ? 0 : 1;
        }
        for (int lane = 0; lane < lanes.size(); lane++) {
            next.get(lane).add(rows.get(lane), duplicates[lane], lane == 0 ? rejected : List.of(), batch.lastRecord());
        }
    }

    private boolean isCommitted(Row row, int lane) {
        return row.number() <= committed.get(lane).lastRecord();
    }

    private void writeRuns(Runnable whileWaiting) throws Exception {
        await(sorting, whileWaiting);
        for (int number = 0; number < next.size(); number++) {
            Lane lane = lanes.get(number);
            SortedRun run = next.get(number);
            await(running.get(number), whileWaiting);
            running.set(number, threads.submit(() -> commit(run, lane)));
        }
        next.clear();
        batchesInRun = 0;
        maxAhead = lastRecord - settled.get();
    }

    private Void commit(SortedRun run, Lane lane) throws Exception {
        try (run) {
            for (LaneBatch batch = run.next(); batch != null && !stopped; batch = run.next()) {
                lane.write(batch);
                settle(batch.records());
            }
        }
        return null;
    }

    private void settle(long records) {
        synchronized (settled) {
            settled.addAndGet(records);
            settled.notifyAll();
        }
    }

    /**
     * Writes the remaining runs and returns when every lane has committed them.
     *
     * @param whileWaiting called once a second while this method waits; an exception from it ends the wait
     * @throws Exception the exception of a lane or of the sorter
     */
    public void finish(Runnable whileWaiting) throws Exception {
        writeRuns(whileWaiting);
        for (Future<?> run : running) {
            await(run, whileWaiting);
        }
    }

    private static void await(Future<?> run, Runnable whileWaiting) throws Exception {
        while (true) {
            try {
                run.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                whileWaiting.run();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    /**
     * Waits for the running transactions to end and starts no others. After five seconds, or if the thread is
     * interrupted, their connections are closed, which rolls them back. When this method returns, no thread of the load
     * is running and all runs are closed.
     */
    public void stop() {
        stopped = true;
        threads.shutdown();
        boolean interrupted = false;
        long waitMillis = CLOSE_MILLIS;
        while (!threads.isTerminated()) {
            try {
                if (!threads.awaitTermination(waitMillis, TimeUnit.MILLISECONDS)) {
                    abort();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                abort();
            }
            waitMillis = WAIT_MILLIS;
        }
        next.forEach(SortedRun::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void abort() {
        lanes.forEach(Lane::abort);
        threads.shutdownNow();
    }
}
