package io.recua.sort;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.ingest.Checkpoint;
import io.recua.row.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A lane's share of consecutive batches, each sorted by itself on disk, to be merged and cut into transactions: rows in the
 * order of their keys, one of each.
 *
 * <p>Rows in the order of the index cost MySQL about half of what they cost in the order of the batches, and a key that
 * comes again within the run costs it nothing.
 */
public final class SortedRun implements AutoCloseable {

    private static final Comparator<Row> BY_KEY = (one, other) -> one.key().compareTo(other.key());

    private final Runs runs;
    private final long first;
    private final Checkpoint begun;
    private final RowFile file = new RowFile();
    private final List<Segment> parts = new ArrayList<>();
    private final PriorityQueue<Segment> segments = new PriorityQueue<>();
    private final StoredRows rows;
    private final StoredRows rejected;
    private long duplicates;
    private long last;
    private long taken;
    private Checkpoint at;
    private boolean written;

    /**
     * Begins an empty run.
     *
     * @param first the number of the run's first record
     * @param committed what the lane has committed so far
     */
    public SortedRun(Runs runs, long first, Checkpoint committed) {
        Checkpoint before = new Checkpoint(first - 1, 0);
        this.runs = runs;
        this.first = first;
        this.begun = committed.reaches(before) ? committed : before;
        this.at = begun;
        this.rows = new StoredRows(runs);
        this.rejected = new StoredRows(runs);
    }

    /**
     * Adds the share of the next batch.
     *
     * @param share the rows, in the order of the file
     * @param gaveWay how many rows gave way to one of these
     * @param misfits the rejected rows, in the order of the file
     * @param lastRecord the number of the batch's last record
     */
    public void add(List<Row> share, long gaveWay, List<Row> misfits, long lastRecord) {
        duplicates += gaveWay;
        last = lastRecord;
        if (runs.sorted()) {
            share.sort(BY_KEY);
        }
        List<Row> all = new ArrayList<>(misfits);
        all.addAll(share);
        parts.add(file.append(all));
    }

    private void goOn(Segment segment) {
        if (segment.advance()) {
            segments.add(segment);
        }
    }

    /** The next transaction, of which nothing is to be used any more when the one behind it is asked for; null at the end. */
    public LaneBatch next() {
        if (written || last <= begun.lastRecord()) {
            return null;
        }
        parts.forEach(this::goOn);
        parts.clear();
        while (taken < begun.committedInRun()) {
            drop();
        }
        long gaveWay = taken == 0 ? duplicates : 0;
        rows.clear();
        rejected.clear();
        while (!segments.isEmpty() && runs.isRoom(rows.size() + rejected.size(), rows.bytes() + rejected.bytes())) {
            Segment next = segments.peek();
            if (next.isRejected()) {
                take(rejected);
            } else {
                gaveWay += takeAll(next.high(), next.low());
            }
        }
        written = segments.isEmpty();
        Checkpoint before = at;
        at = written ? new Checkpoint(last, 0) : new Checkpoint(begun.lastRecord(), taken);
        return new LaneBatch(rows, gaveWay, rejected, first, before, at);
    }

    /** Takes the rows of a key, of which one stays; gives how many do not. */
    private int takeAll(long high, long low) {
        take(rows);
        int others = 0;
        for (; hasNext(high, low); others++) {
            if (runs.onDuplicate() == OnDuplicate.NEWEST) {
                rows.removeLast();
                take(rows);
            } else {
                drop();
            }
        }
        return others;
    }

    private boolean hasNext(long high, long low) {
        Segment next = segments.peek();
        return next != null && next.high() == high && next.low() == low;
    }

    private void take(StoredRows to) {
        to.add(segments.peek());
        drop();
    }

    private void drop() {
        goOn(segments.poll());
        taken++;
    }

    @Override
    public void close() {
        file.close();
    }
}
