package io.recua.load;

import io.recua.ingest.Claim;
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
import org.slf4j.MDC;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Writes a load's batches on several connections side by side, each a contiguous range of the keys, so that a key always
 * travels in the same lane and two lanes never wait for each other's rows. While the lanes write one batch, the next one
 * is read; no more than that is held.
 */
final class Lanes {

    private static final int CLOSE_SECONDS = 15;

    private final List<Long> committed;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads;

    Lanes(Claim claim, RowWriter writer, Checkpoints checkpoints, LanePool pool) {
        this.committed = checkpoints.lastRecords(claim);
        for (int lane = 0; lane < claim.lanes(); lane++) {
            lanes.add(new Lane(lane, claim, writer, checkpoints, pool));
            running.add(CompletableFuture.completedFuture(null));
        }
        this.threads = Executors.newFixedThreadPool(claim.lanes(), laneThreads(claim));
    }

    /** What the log says of the load in each line, it says in the lanes' lines too. */
    private static ThreadFactory laneThreads(Claim claim) {
        ThreadFactory threads = new CustomizableThreadFactory("load-" + claim.loadId() + "-lane-");
        Map<String, String> log = MDC.getCopyOfContextMap();
        return lane -> threads.newThread(() -> {
            MDC.setContextMap(log);
            lane.run();
        });
    }

    /**
     * Hands a batch to the lanes as soon as they have written the one before; what a lane committed in an earlier run is
     * passed over.
     *
     * @throws Exception what a lane failed with
     */
    void write(Batch batch) throws Exception {
        List<LaneBatch> shares = share(batch);
        for (int number = 0; number < shares.size(); number++) {
            if (batch.lastRecord() > committed.get(number)) {
                await(running.get(number));
                Lane lane = lanes.get(number);
                LaneBatch share = shares.get(number);
                running.set(number, threads.submit(() -> {
                    lane.write(share);
                    return null;
                }));
            }
        }
    }

    /** Each lane's share, without the records that it committed in an earlier run; the first takes the rejected ones. */
    private List<LaneBatch> share(Batch batch) {
        List<List<Row>> rows = new ArrayList<>();
        lanes.forEach(lane -> rows.add(new ArrayList<>(batch.rows().size())));
        long[] duplicates = new long[lanes.size()];
        for (Row row : batch.rows()) {
            int lane = row.key().lane(lanes.size());
            if (row.number() > committed.get(lane)) {
                rows.get(lane).add(row);
            }
        }
        for (Row row : batch.duplicates()) {
            int lane = row.key().lane(lanes.size());
            duplicates[lane] += row.number() > committed.get(lane) ? 1 : 0;
        }
        List<Row> rejected = batch.rejected().stream()
                .filter(row -> row.number() > committed.get(0))
                .toList();
        List<LaneBatch> shares = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            shares.add(new LaneBatch(
                    rows.get(lane), duplicates[lane], lane == 0 ? rejected : List.of(), batch.lastRecord()));
        }
        return shares;
    }

    /** Waits until the last batch is committed in every lane. */
    void finish() throws Exception {
        for (Future<?> batch : running) {
            await(batch);
        }
    }

    private static void await(Future<?> batch) throws Exception {
        try {
            batch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Lets the running transactions end, and starts no other. */
    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }
}
