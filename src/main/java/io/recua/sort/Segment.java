package io.recua.sort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of a {@link RowFile}, read a row at a time. Two of them compare as their rows do: the rejected ones first, then by
 * key, and of one key as the file has them.
 *
 * <p>Of a row only what it is sorted by is read at first: most are but copied from here to there, and many segments with a
 * wide row each would not fit the memory.
 */
final class Segment implements Comparable<Segment> {

    private static final int BLOCK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final long end;
    private ByteBuffer block = ByteBuffer.allocate(0);

    /** Behind what is in the block. */
    private long position;

    /** How many bytes of the row are still to come. */
    private int rest;

    private boolean rejected;
    private long high;
    private long low;
    private long number;

    /** @param end the position behind its last row */
    Segment(FileChannel channel, long position, long end) {
        this.channel = channel;
        this.position = position;
        this.end = end;
    }

    /** Goes to the next row, at first to the first one; false if there is none. */
    boolean advance() {
        int inBlock = Math.min(rest, block.remaining());
        block.position(block.position() + inBlock);
        position += rest - inBlock;
        if (!block.hasRemaining() && position == end) {
            return false;
        }
        if (block.remaining() < Integer.BYTES + RowFormat.ORDER_BYTES) {
            refill();
        }
        rest = block.getInt() - RowFormat.ORDER_BYTES;
        rejected = block.get() == 1;
        high = block.getLong();
        low = block.getLong();
        number = block.getLong();
        return true;
    }

    /** Copies the row, as {@link RowFormat} wrote it. */
    void copy(ByteBuffer to) {
        to.put((byte) (rejected ? 1 : 0)).putLong(high).putLong(low).putLong(number);
        int inBlock = Math.min(rest, block.remaining());
        to.put(block.slice(block.position(), inBlock));
        block.position(block.position() + inBlock);
        int limit = to.limit();
        read(to.limit(to.position() + rest - inBlock));
        to.limit(limit);
        rest = 0;
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

    /** The length of the row, in bytes. */
    int length() {
        return RowFormat.ORDER_BYTES + rest;
    }

    boolean isRejected() {
        return rejected;
    }

    long high() {
        return high;
    }

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
