package io.recua.write;

import io.recua.ingest.Checkpoint;
import io.recua.row.Batch;
import io.recua.row.Row;
import io.recua.sort.Runs;
import io.recua.sort.SortedRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Collects the run of each lane that is written next.
 *
 * <p>Not thread-safe: one thread at a time may call the methods, see {@link Lanes}. The owner must close it, which
 * closes the runs that were not removed.
 */
final class NextRuns implements AutoCloseable {

    private final Runs runs;
    /** The checkpoint of each lane at the claim. */
    private final List<Checkpoint> committed;
    /** The run of each lane, in the order of the lanes; empty between two runs. */
    private final Queue<SortedRun> next = new ArrayDeque<>();

    NextRuns(Runs runs, List<Checkpoint> committed) {
        this.runs = runs;
        this.committed = List.copyOf(committed);
    }

    boolean isEmpty() {
        return next.isEmpty();
    }

    /** Begins a run of each lane. */
    void begin(long firstRecord) {
        committed.forEach(checkpoint -> next.add(new SortedRun(runs, firstRecord, checkpoint)));
    }

    /**
     * Adds each lane's share of the batch to its run, without the records that the lane committed under an earlier
     * claim. The rejected rows go to the first lane.
     */
    void add(Batch batch) {
        List<List<Row>> rows = new ArrayList<>();
        committed.forEach(lane -> rows.add(new ArrayList<>()));
        long[] duplicates = new long[committed.size()];
        List<Row> rejected =
                batch.rejected().stream().filter(row -> !isCommitted(row, 0)).toList();
        for (Row row : batch.rows()) {
            int lane = row.key().lane(committed.size());
            if (!isCommitted(row, lane)) {
                rows.get(lane).add(row);
            }
        }
        for (Row row : batch.duplicates()) {
            int lane = row.key().lane(committed.size());
            duplicates[lane] += isCommitted(row, lane) ? 0 : 1;
        }
        int lane = 0;
        for (SortedRun run : next) {
            run.add(rows.get(lane), duplicates[lane], lane == 0 ? rejected : List.of(), batch.lastRecord());
            lane++;
        }
    }

    private boolean isCommitted(Row row, int lane) {
        return row.number() <= committed.get(lane).lastRecord();
    }

    /** Returns the run of the first lane that still has one. It stays here until it is removed. */
    SortedRun first() {
        return next.element();
    }

    /** Removes the first run, which somebody else closes from now on. */
    void removeFirst() {
        next.remove();
    }

    @Override
    public void close() {
        next.forEach(SortedRun::close);
    }
}
