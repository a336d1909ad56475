package io.recua.sort;

import io.recua.ingest.Checkpoint;
import io.recua.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts a lane's share of consecutive batches on disk and returns it as transactions, with one row of each key.
 *
 * <ol>
 *   <li>{@link #add} sorts the share of one batch and appends it to a temporary file.
 *   <li>{@link #next} merges these parts: it returns the rejected rows first, then the rows in the order of their keys.
 *   <li>Of several rows with one key, it keeps the first or the newest, by the feed's policy.
 *   <li>{@link #close} deletes the file.
 * </ol>
 *
 * <p>Rows in the order of the index take MySQL about half the time of rows in the order of the file, and a key that is
 * repeated within the run takes it no time.
 *
 * <p>The same batches always give the same rows in the same order. This is what makes a {@link Checkpoint} within a run
 * valid.
 *
 * <p>Not thread-safe: one thread at a time may call the methods, first {@code add}, then {@code next}. The owner must
 * close the run.
 */
public final class SortedRun implements AutoCloseable {

    private final Runs runs;
    private final long first;
    private final Checkpoint resumeFrom;
    private final RowFile file = new RowFile();
    /** The segments of which no row was read. */
    private final List<Segment> unread = new ArrayList<>();
    /** The segments that have a current row. */
    private final PriorityQueue<Segment> segments = new PriorityQueue<>();

    private final StoredRows rows;
    private final StoredRows rejected;
    private long duplicates;
    private long last;
    /** The number of rows that were read from the segments, dropped ones included. */
    private long consumed;

    private Checkpoint position;
    private boolean exhausted;

    /**
     * Creates an empty run.
     *
     * @param runs the values that all runs of the load share
     * @param first the number of the run's first record
     * @param committed the lane's checkpoint at the claim; the rows before it are consumed but not returned
     */
    public SortedRun(Runs runs, long first, Checkpoint committed) {
        Checkpoint before = new Checkpoint(first - 1, 0);
        this.runs = runs;
        this.first = first;
        this.resumeFrom = committed.reaches(before) ? committed : before;
        this.position = resumeFrom;
        this.rows = new StoredRows(runs);
        this.rejected = new StoredRows(runs);
    }

    /**
     * Adds the lane's share of the next batch.
     *
     * @param share the rows, in the order of the file
     * @param dropped the number of rows that were dropped for a row of the same key in the batch
     * @param rejectedRows the rejected rows, in the order of the file
     * @param lastRecord the number of the last record of the batch
     */
    public void add(List<Row> share, long dropped, List<Row> rejectedRows, long lastRecord) {
        duplicates += dropped;
        last = lastRecord;
        List<Row> all = new ArrayList<>(rejectedRows);
        all.addAll(runs.sorted() ? KeyOrder.of(share) : share);
        unread.add(file.append(all));
    }

    private void advance(Segment segment) {
        if (segment.advance()) {
            segments.add(segment);
        }
    }

    /**
     * Returns the next transaction; null at the end of the run. The call reuses the memory of the previous transaction,
     * whose rows must not be used any more.
     */
    public LaneBatch next() {
        if (exhausted || last <= resumeFrom.lastRecord()) {
            return null;
        }
        unread.forEach(this::advance);
        unread.clear();
        while (consumed < resumeFrom.committedInRun()) {
            skip();
        }
        long dropped = consumed == 0 ? duplicates : 0;
        rows.clear();
        rejected.clear();
        while (!segments.isEmpty() && runs.hasRoom(rows.size() + rejected.size(), rows.bytes() + rejected.bytes())) {
            Segment next = segments.peek();
            if (next.isRejected()) {
                moveTo(rejected);
            } else {
                dropped += consumeKey(next.high(), next.low());
            }
        }
        exhausted = segments.isEmpty();
        Checkpoint before = position;
        position = exhausted ? new Checkpoint(last, 0) : new Checkpoint(resumeFrom.lastRecord(), consumed);
        return new LaneBatch(rows, dropped, rejected, first, before, position);
    }

    /** Consumes all rows of one key, keeps one by the feed's policy, returns the number dropped. */
    private int consumeKey(long high, long low) {
        moveTo(rows);
        int droppedRows = 0;
        for (; hasNext(high, low); droppedRows++) {
            if (runs.onDuplicate().keepsLater()) {
                rows.removeLast();
                moveTo(rows);
            } else {
                skip();
            }
        }
        return droppedRows;
    }

    private boolean hasNext(long high, long low) {
        Segment next = segments.peek();
        return next != null && next.high() == high && next.low() == low;
    }

    private void moveTo(StoredRows to) {
        to.add(segments.peek());
        skip();
    }

    private void skip() {
        advance(segments.poll());
        consumed++;
    }

    @Override
    public void close() {
        file.close();
    }
}
