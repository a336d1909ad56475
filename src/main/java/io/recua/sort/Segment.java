package io.recua.sort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads the rows of one part of a {@link RowFile}, in their order. Segments compare by their current rows: rejected
 * rows first, then by key, and rows of one key in the order of the file.
 *
 * <p>Only the sort order of the current row is in memory. {@link #copy} copies the remaining bytes, from the block or
 * from the file: most rows are only copied, and one whole wide row for each of many segments would not fit the memory.
 * The row file owns the channel. Not thread-safe.
 */
final class Segment implements Comparable<Segment> {

    private static final int BLOCK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final long end;
    private ByteBuffer block = ByteBuffer.allocate(0);

    /** The position in the file after the bytes of the block. */
    private long position;

    /** The number of bytes of the current row that were not read. */
    private int remaining;

    private boolean rejected;
    private long high;
    private long low;
    private long number;

    /**
     * @param position the position of the first row in the file
     * @param end the position after the last row
     */
    Segment(FileChannel channel, long position, long end) {
        this.channel = channel;
        this.position = position;
        this.end = end;
    }

    /**
     * Moves to the next row; the first call moves to the first row.
     *
     * @return false if there is no other row
     */
    boolean advance() {
        int inBlock = Math.min(remaining, block.remaining());
        block.position(block.position() + inBlock);
        position += remaining - inBlock;
        if (!block.hasRemaining() && position == end) {
            return false;
        }
        if (block.remaining() < Integer.BYTES + RowFormat.ORDER_BYTES) {
            refill();
        }
        remaining = block.getInt() - RowFormat.ORDER_BYTES;
        rejected = block.get() == 1;
        high = block.getLong();
        low = block.getLong();
        number = block.getLong();
        return true;
    }

    /** Copies the current row in {@link RowFormat}. Call it at most once for each row. */
    void copy(ByteBuffer to) {
        to.put((byte) (rejected ? 1 : 0)).putLong(high).putLong(low).putLong(number);
        int inBlock = Math.min(remaining, block.remaining());
        to.put(block.slice(block.position(), inBlock));
        block.position(block.position() + inBlock);
        int limit = to.limit();
        read(to.limit(to.position() + remaining - inBlock));
        to.limit(limit);
        remaining = 0;
    }

    private void refill() {
        if (block.capacity() == 0) {
            block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
        }
        block.compact();
        read(block.limit((int) Math.min(block.capacity(), block.position() + end - position)));
        block.flip();
    }

    private void read(ByteBuffer to) {
        try {
            while (to.hasRemaining()) {
                position += channel.read(to, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the length of the current row, in bytes. Call it before {@link #copy}. */
    int length() {
        return RowFormat.ORDER_BYTES + remaining;
    }

    /** Returns whether the current row is a rejected one. */
    boolean isRejected() {
        return rejected;
    }

    /** Returns the first half of the hash of the current row's key. */
    long high() {
        return high;
    }

    /** Returns the second half of the hash of the current row's key. */
    long low() {
        return low;
    }

    @Override
    public int compareTo(Segment other) {
        int order = Boolean.compare(other.rejected, rejected);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order != 0 ? order : Long.compare(number, other.number);
    }
}
