package io.recua.sort;

import io.recua.row.Batches;
import io.recua.row.Row;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;

/**
 * Serialized rows of one transaction. {@link #get} deserializes one row at a time: thousands of live rows caused full
 * collections. A row that was returned refers to the buffer, so it is valid only until {@link #clear}. Not thread-safe.
 */
final class StoredRows extends AbstractList<Row> {

    private final Runs runs;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private int[] starts = new int[1 << 10];
    private int size;

    StoredRows(Runs runs) {
        this.runs = runs;
    }

    /** Appends the segment's current row. */
    void add(Segment segment) {
        reserve(segment.length());
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
        }
        starts[size++] = buffer.position();
        segment.copy(buffer);
    }

    private void reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            int doubled = (int) Math.min(2L * buffer.capacity(), Batches.MAX_BYTES);
            int capacity = Math.max(doubled, buffer.position() + bytes);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
    }

    /** Removes the row that was added last. */
    void removeLast() {
        buffer.position(starts[--size]);
    }

    /** Removes all rows and reuses their memory. Rows that were returned before must not be used any more. */
    @Override
    public void clear() {
        buffer.clear();
        size = 0;
    }

    /** Returns the size of the serialized rows, in bytes. */
    long bytes() {
        return buffer.position();
    }

    @Override
    public Row get(int index) {
        return RowFormat.read(buffer.duplicate().clear().position(starts[index]), runs);
    }

    @Override
    public int size() {
        return size;
    }
}
