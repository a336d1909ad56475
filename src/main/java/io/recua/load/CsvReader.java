package io.recua.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts a CSV into records without decoding it, so that a rejected record can be shown as it came and each field be judged
 * by itself. Blank lines are passed over; a quote that does not open its field stands for itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvReader implements Iterator<CsvRecord> {

    private static final int MAX_RECORD = 16 << 20;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BLOCK_BOUNDS = 1 << 16;

    private final InputStream in;
    private final byte delimiter;
    private final byte quote;
    private byte[] block = new byte[0];
    private int position;
    private int end;
    private boolean exhausted;
    private long line = 1;
    private CsvRecord next;

    // What scan() finds: two bounds a field, from firstBound on, behind the record's start.
    private int[] bounds = new int[BLOCK_BOUNDS];
    private int firstBound;
    private int endBound;
    private int lineBreaks;
    private int bits;
    private boolean closed;
    private boolean wellFormed;

    /** Delimiter and quote are ASCII characters, and so is each byte of their value in the stream. */
    CsvReader(InputStream in, char delimiter, char quote) {
        this.in = in;
        this.delimiter = (byte) delimiter;
        this.quote = (byte) quote;
    }

    /**
     * Reads on, if need be.
     *
     * @throws RefusedException if a quote is left open, so that the rest cannot be told into records
     * @throws UncheckedIOException if the stream fails
     */
    @Override
    public boolean hasNext() {
        if (next == null && skipLineBreaks()) {
            next = read();
        }
        return next != null;
    }

    @Override
    public CsvRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CsvRecord record = next;
        next = null;
        return record;
    }

    private boolean skipLineBreaks() {
        for (int before = 0; position < end || more(); before = block[position++]) {
            byte b = block[position];
            if (!isLineBreak(b)) {
                return true;
            }
            if (b == '\r' || before != '\r') {
                line++;
            }
        }
        return false;
    }

    private CsvRecord read() {
        int stop = scan();
        while (stop == end && !exhausted) {
            more();
            stop = scan();
        }
        if (!closed) {
            throw new RefusedException("the quote that opens in the record on line " + line
                    + " is not closed, so that the rest of the file cannot be told into rows; close it");
        }
        CsvRecord record = new CsvRecord(
                block,
                position,
                stop,
                bounds,
                firstBound,
                (endBound - firstBound) / 2,
                line,
                quote,
                bits >= 0,
                wellFormed);
        firstBound = endBound;
        position = stop;
        line += lineBreaks;
        return record;
    }

    /** Finds the fields of the record; gives where it ends, or the end of what was read if that is not known yet. */
    private int scan() {
        endBound = firstBound;
        lineBreaks = 0;
        bits = 0;
        closed = true;
        wellFormed = true;
        int at = position;
        while (true) {
            at = at < end && block[at] == quote ? scanQuoted(at + 1) : scanPlain(at);
            if (at >= end || block[at] != delimiter) {
                return at;
            }
            at++;
        }
    }

    private int scanPlain(int from) {
        int at = behindField(from);
        add(at == from ? ~(from - position) : from - position, at - position);
        return at;
    }

    private int behindField(int from) {
        byte[] bytes = block;
        int seen = 0;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == delimiter || isLineBreak(b)) {
                break;
            }
            seen |= b;
        }
        bits |= seen;
        return at;
    }

    private int scanQuoted(int from) {
        byte[] bytes = block;
        int seen = 0;
        boolean doubled = false;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == quote) {
                if (at + 1 == end || bytes[at + 1] != quote) {
                    break;
                }
                doubled = true;
                at++;
            } else if (b == '\n' || b == '\r' && (at + 1 == end || bytes[at + 1] != '\n')) {
                lineBreaks++;
            }
            seen |= b;
        }
        bits |= seen;
        if (at >= end) {
            closed = false;
            return end;
        }
        add(from - position, doubled ? ~(at - position) : at - position);
        int behind = behindField(at + 1);
        wellFormed &= behind == at + 1;
        return behind;
    }

    private void add(int start, int stop) {
        if (endBound == bounds.length) {
            int kept = endBound - firstBound;
            int[] target = new int[Math.max(BLOCK_BOUNDS, 2 * kept)];
            System.arraycopy(bounds, firstBound, target, 0, kept);
            bounds = target;
            firstBound = 0;
            endBound = kept;
        }
        bounds[endBound++] = start;
        bounds[endBound++] = stop;
    }

    /**
     * Reads on into a new block, for the records refer to the old one, with the start of the current record before it;
     * false at the end of the file.
     */
    private boolean more() {
        if (exhausted) {
            return false;
        }
        int kept = end - position;
        if (kept >= MAX_RECORD) {
            throw new RefusedException("the record on line " + line + " is longer than " + (MAX_RECORD >> 20)
                    + " MiB; is a quote left open there?");
        }
        byte[] target = new byte[Math.min(Math.max(BLOCK_BYTES, 2 * kept), MAX_RECORD)];
        System.arraycopy(block, position, target, 0, kept);
        block = target;
        position = 0;
        end = kept;
        try {
            int read = in.readNBytes(block, end, block.length - end);
            end += read;
            exhausted = end < block.length;
            return read > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
