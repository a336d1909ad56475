package io.recua.load;

import io.recua.ingest.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        this.threads = Executors.newFixedThreadPool(
                claim.lanes(), new CustomizableThreadFactory("load-" + claim.loadId() + "-lane-"));
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

    /** Each lane's share, without the records that it committed in an earlier run. */
    private List<LaneBatch> share(Batch batch) {
        List<LaneBatch> shares = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            List<Row> rows = share(batch.rows(), lane);
            List<Row> rejected = lane == 0 ? newer(batch.rejected().stream(), lane) : List.of();
            shares.add(new LaneBatch(rows, share(batch.duplicates(), lane).size(), rejected, batch.lastRecord()));
        }
        return shares;
    }

    private List<Row> share(List<Row> rows, int lane) {
        return newer(rows.stream().filter(row -> row.key().lane(lanes.size()) == lane), lane);
    }

    private List<Row> newer(Stream<Row> rows, int lane) {
        long last = committed.get(lane);
        return rows.filter(row -> row.number() > last).toList();
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
