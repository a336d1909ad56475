package io.recua.sort;

import io.recua.row.Batches;
import io.recua.row.Row;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;

/**
 * Rows as they are stored, each made anew when it is asked for: that many objects, and so many arrays, which live as long
 * as a transaction would keep the garbage collector busy.
 */
final class StoredRows extends AbstractList<Row> {

    private final Runs runs;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private int[] starts = new int[1 << 10];
    private int size;

    StoredRows(Runs runs) {
        this.runs = runs;
    }

    /** Adds the row that the segment is at. */
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

    void removeLast() {
        buffer.position(starts[--size]);
    }

    /** The rows that were given out are not to be used any more. */
    @Override
    public void clear() {
        buffer.clear();
        size = 0;
    }

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
