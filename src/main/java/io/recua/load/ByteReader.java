package io.recua.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Reads bytes as ISO-8859-1 characters, one to one, and keeps those of the current record, so that a rejected record can
 * be shown as it came and each field be decoded, and judged, by itself. It follows the parser that reads from it record
 * by record: {@link #nextRecord()} must be called once for each.
 */
final class ByteReader extends Reader {

    private static final int MAX_RECORD = 16 << 20;
    private static final int BLOCK = 1 << 16;

    private final InputStream in;
    private final DoubleSupplier share;
    private final byte delimiter;
    private final byte quote;
    private byte[] kept = new byte[2 * BLOCK];
    private int start;
    private int given;
    private int end;
    private long discarded;
    private long line = 1;

    /** Reads from {@code in}; {@code share} is how much of the object was read, from 0 to 1. */
    ByteReader(InputStream in, char delimiter, char quote, DoubleSupplier share) {
        this.in = in;
        this.share = share;
        this.delimiter = (byte) delimiter;
        this.quote = (byte) quote;
    }

    /**
     * A record as it came.
     *
     * @param bytes without the line break
     * @param line on which it starts, from 1
     * @param closed false if the file ends within quotes
     * @param wellFormed false if more than a delimiter or a line break follows a closing quote
     */
    record Raw(byte[] bytes, long line, boolean closed, boolean wellFormed) {}

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        if (given == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - given);
        for (int i = 0; i < count; i++) {
            to[offset + i] = (char) (kept[given + i] & 0xff);
        }
        given += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (kept.length - end < BLOCK) {
            makeRoom();
        }
        int count = in.read(kept, end, BLOCK);
        end += Math.max(count, 0);
        return count > 0;
    }

    private void makeRoom() {
        int size = end - start;
        if (size + 2 * BLOCK > MAX_RECORD) {
            throw new RefusedException("the record on line " + line + " is longer than " + (MAX_RECORD >> 20)
                    + " MiB; is a quote left open there?");
        }
        byte[] target = size + BLOCK > kept.length ? new byte[2 * kept.length] : kept;
        System.arraycopy(kept, start, target, 0, size);
        kept = target;
        discarded += start;
        given -= start;
        start = 0;
        end = size;
    }

    /** How much of the object was read, from 0 to 1. */
    double share() {
        return share.getAsDouble();
    }

    /** The line on which the next record starts, blank ones not passed over. */
    long line() {
        return line;
    }

    /** The position in the file, in bytes, at which the next record starts. */
    long position() {
        return discarded + start;
    }

    /** The next record; blank lines before it are passed over. */
    Raw nextRecord() {
        while (isLineBreak(at(0))) {
            skipLineBreak();
        }
        long firstLine = line;
        int length = 0;
        boolean atFieldStart = true;
        boolean wellFormed = true;
        int next = at(0);
        while (next >= 0 && !isLineBreak(next)) {
            if (atFieldStart && next == quote) {
                length = behindQuoted(length + 1);
                if (length < 0) {
                    return new Raw(new byte[0], firstLine, false, false);
                }
                atFieldStart = false;
                wellFormed &= endsField(at(length));
            } else {
                atFieldStart = next == delimiter;
                length++;
            }
            next = at(length);
        }
        byte[] bytes = Arrays.copyOfRange(kept, start, start + length);
        start += length;
        skipLineBreak();
        return new Raw(bytes, firstLine, true, wellFormed);
    }

    /** The offset behind the closing quote, or -1 if there is none. */
    private int behindQuoted(int from) {
        for (int offset = from, next = at(offset); next >= 0; next = at(++offset)) {
            if (next == quote) {
                if (at(offset + 1) != quote) {
                    return offset + 1;
                }
                offset++;
            } else if (next == '\n' || (next == '\r' && at(offset + 1) != '\n')) {
                line++;
            }
        }
        return -1;
    }

    private void skipLineBreak() {
        int first = at(0);
        if (first >= 0) {
            start += first == '\r' && at(1) == '\n' ? 2 : 1;
            line++;
        }
    }

    /** The byte at this offset from the start of the record, or -1 behind the end of the file. */
    private int at(int offset) {
        try {
            return start + offset < end || fill() ? kept[start + offset] & 0xff : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean endsField(int b) {
        return b == delimiter || b < 0 || isLineBreak(b);
    }

    private static boolean isLineBreak(int b) {
        return b == '\n' || b == '\r';
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
