package io.recua.write;

import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.row.Batch;
import io.recua.sort.LaneBatch;
import io.recua.sort.Runs;
import io.recua.sort.SortedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

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
 *       {@code lastRecord}, {@code batchesInRun} and {@code threads}.
 *   <li>The sorter is a task that adds a batch to {@code next}; there is one at a time. From the submission of the task
 *       until {@code await(sorting)} has returned normally, {@code next} and its runs belong to the sorter; at all other
 *       times they belong to the route's thread.
 *   <li>The task of a lane runs {@code commit}; there is one at a time for each lane. It owns the {@link SortedRun} that
 *       it was submitted with, and closes it; the route's thread then removes it from {@code next}. It also owns its {@link Lane}, of which other threads
 *       may call {@link Lane#abort} only. It does not touch {@code next}.
 *   <li>{@code backpressure} and {@code stopped} are shared: the lanes' tasks settle records and read {@code stopped},
 *       the route's thread waits and sets {@code stopped}.
 *   <li>{@code batchesOfRun} and {@code lanes} never change after the constructor, so any thread may read them.
 * </ul>
 *
 * <p>No lock protects {@code next} and the runs. To submit a task and to wait for its {@link Future} makes the writes
 * of one thread visible to the other.
 *
 * <p>The owner must call {@link #stop}, after success too. It waits until all tasks have ended, then closes the runs
 * that are still in {@code next}.
 */
public final class Lanes {

    private final int batchesOfRun;
    private final List<Lane> lanes = new ArrayList<>();
    private final NextRuns next;
    /** The task that writes the previous run of each lane. */
    private final List<Future<?>> running = new ArrayList<>();

    private final LoadThreads threads;
    private final Backpressure backpressure;

    private Future<?> sorting = CompletableFuture.completedFuture(null);
    private long lastRecord;
    private int batchesInRun;
    private volatile boolean stopped;

    public Lanes(
            Claim claim, Runs runs, RowWriter writer, Checkpoints checkpoints, RowCounters counters, LanePool pool) {
        this.batchesOfRun = runs.limits().runBatches();
        this.next = new NextRuns(runs, checkpoints.of(claim));
        this.backpressure = new Backpressure(checkpoints.counts(claim).read());
        for (int lane = 0; lane < claim.limits().lanes(); lane++) {
            lanes.add(new Lane(lane, claim, writer, checkpoints, counters, pool));
            running.add(CompletableFuture.completedFuture(null));
        }
        this.threads = new LoadThreads(claim, 1 + lanes.size());
    }

    /** Returns the number of committed records, including those of earlier claims. Any thread may call this method. */
    public long settled() {
        return backpressure.settled();
    }

    /**
     * Adds a batch to the lanes' next runs. When these are full, waits until the previous ones are written, and starts
     * to write them.
     *
     * @param whileWaiting called once a second while this method waits; an exception from it ends the wait
     * @throws Exception the exception of a lane or of the sorter
     */
    public void write(Batch batch, Runnable whileWaiting) throws Exception {
        LoadThreads.await(sorting, whileWaiting);
        backpressure.await(lastRecord, this::isWriting, whileWaiting);
        if (next.isEmpty()) {
            next.begin(lastRecord + 1);
        }
        sorting = threads.submit(() -> sort(batch));
        lastRecord = batch.lastRecord();
        batchesInRun++;
        if (batchesInRun == batchesOfRun) {
            writeRuns(whileWaiting);
        }
    }

    private boolean isWriting() {
        return running.stream().anyMatch(run -> !run.isDone());
    }

    private Void sort(Batch batch) {
        next.add(batch);
        return null;
    }

    private void writeRuns(Runnable whileWaiting) throws Exception {
        LoadThreads.await(sorting, whileWaiting);
        for (int number = 0; !next.isEmpty(); number++) {
            LoadThreads.await(running.get(number), whileWaiting);
            Lane lane = lanes.get(number);
            SortedRun run = next.first();
            running.set(number, threads.submit(() -> commit(run, lane)));
            next.removeFirst();
        }
        batchesInRun = 0;
        backpressure.limit(lastRecord);
    }

    private Void commit(SortedRun run, Lane lane) throws Exception {
        try (run) {
            for (LaneBatch batch = run.next(); batch != null && !stopped; batch = run.next()) {
                lane.write(batch);
                backpressure.settle(batch.records());
            }
        }
        return null;
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
            LoadThreads.await(run, whileWaiting);
        }
    }

    /**
     * Waits for the running transactions to end and starts no others. After five seconds, or if the thread is
     * interrupted, their connections are closed, which rolls them back. When this method returns, no thread of the load
     * is running and all runs are closed.
     */
    public void stop() {
        stopped = true;
        threads.stop(() -> lanes.forEach(Lane::abort));
        next.close();
    }
}
