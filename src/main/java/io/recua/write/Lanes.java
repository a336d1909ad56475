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
 * Writes a load's batches on several connections side by side, each a contiguous range of the keys, so that a key always
 * travels in the same lane and two lanes never wait for each other's rows. While the lanes write one run of batches, the
 * next one is read, and while a batch is read, the one before is sorted; no more than that is held.
 *
 * <p>One thread calls the methods, that of the route. It owns the runs that are being filled and lends them to one task at
 * a time: to the sort of a batch, for the end of which it waits before it touches them again, then to the lanes. What one
 * thread wrote before it submitted a task or ended one, the other sees; {@code stopped} and {@code settled} alone are
 * shared beyond that.
 */
public final class Lanes {

    /** How long the running transactions may take to end when the load is stopped. */
    private static final int CLOSE_MILLIS = 5000;

    private static final int PULSE_MILLIS = 1000;

    private final Runs runs;
    /** How far the lanes were at the claim; it never changes. */
    private final List<Checkpoint> committed;

    private final List<Lane> lanes = new ArrayList<>();
    private final List<SortedRun> next = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads;
    private final AtomicLong settled;
    private Future<?> sorting = CompletableFuture.completedFuture(null);
    private long lastRecord;
    private long uncommitted;
    private int batches;
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

    /** What the log says of the load in each line, it says in the lanes' lines too. */
    private static ThreadFactory threads(Claim claim) {
        ThreadFactory threads = new CustomizableThreadFactory("load-" + claim.loadId() + "-");
        Map<String, String> log = MDC.getCopyOfContextMap();
        return work -> threads.newThread(() -> {
            MDC.setContextMap(log);
            work.run();
        });
    }

    /** How many records are committed, those before this claim included. */
    public long settled() {
        return settled.get();
    }

    /**
     * Adds a batch to the lanes' next runs, and has them written when they are full, as soon as the ones before are.
     *
     * @param whileWaiting called each second that is spent waiting; what it throws ends the wait
     * @throws Exception what a lane failed with
     */
    public void write(Batch batch, Runnable whileWaiting) throws Exception {
        await(sorting, whileWaiting);
        keepPace(whileWaiting);
        if (next.isEmpty()) {
            committed.forEach(checkpoint -> next.add(new SortedRun(runs, lastRecord + 1, checkpoint)));
        }
        sorting = threads.submit(() -> sort(batch));
        lastRecord = batch.lastRecord();
        batches++;
        if (batches == runs.limits().runBatches()) {
            writeRuns(whileWaiting);
        }
    }

    /**
     * Waits until as many records of the lanes' runs are committed as were read since they got them: to read all of the next
     * run at once, and then nothing, would leave the object's stream alone for so long that S3 closes it.
     */
    private void keepPace(Runnable whileWaiting) throws InterruptedException {
        while (isAhead()) {
            synchronized (settled) {
                if (isAhead()) {
                    settled.wait(PULSE_MILLIS);
                }
            }
            whileWaiting.run();
        }
    }

    private boolean isAhead() {
        return lastRecord - settled.get() > uncommitted && running.stream().anyMatch(run -> !run.isDone());
    }

    /** Each lane's share, without the records that it committed under an earlier claim; the first takes the rejected ones. */
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
        batches = 0;
        uncommitted = lastRecord - settled.get();
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

    /** Writes what is left, and waits until all is committed in every lane. */
    public void finish(Runnable whileWaiting) throws Exception {
        writeRuns(whileWaiting);
        for (Future<?> run : running) {
            await(run, whileWaiting);
        }
    }

    private static void await(Future<?> run, Runnable whileWaiting) throws Exception {
        while (true) {
            try {
                run.get(PULSE_MILLIS, TimeUnit.MILLISECONDS);
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
     * Lets the running transactions end, and starts no other. Those that do not end soon lose their connections, and so are
     * rolled back: behind this nothing of the load is at work any more, whatever hangs.
     */
    public void stop() {
        stopped = true;
        threads.shutdown();
        boolean interrupted = false;
        long patience = CLOSE_MILLIS;
        while (!threads.isTerminated()) {
            try {
                if (!threads.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
                    abort();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                abort();
            }
            patience = PULSE_MILLIS;
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
