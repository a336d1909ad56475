package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts a CSV into records without decoding it, so that a rejected record can be shown as it came and each field be judged
 * by itself. Blank lines and records of nothing but delimiters are passed over; a quote that does not open its field stands
 * for itself.
 *
 * <p>Memory is limited: of a record with more fields than the first one, no more than one of them is kept beyond these, and
 * of a record of more than 16 MiB its beginning.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvReader implements Iterator<CsvRecord> {

    private static final String MALFORMED = "a closing quote is followed by more than a delimiter";
    private static final int MAX_RECORD = 16 << 20;
    private static final String TOO_LONG = "the record is longer than " + (MAX_RECORD >> 20) + " MiB";
    private static final int KEPT_OF_TOO_LONG = 1 << 16;
    /** Behind an escape, it makes the field NULL. */
    private static final byte NULL = 'N';

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BLOCK_BOUNDS = 1 << 16;

    private final InputStream in;
    private final CsvDialect dialect;
    private final int delimiter;
    private final int quote;
    private final int escape;
    private byte[] block = new byte[0];
    private int position;
    private int end;
    private boolean exhausted;
    private long line;
    private CsvRecord next;

    // What scan() finds: two bounds a field, from firstBound on, behind the record's start.
    private int[] bounds = new int[BLOCK_BOUNDS];
    private int firstBound;
    private int endBound;
    private int maxBounds = 2 * HeaderLine.MAX_COLUMNS;
    private boolean headerFound;
    private int unkept;
    private int lineBreaks;
    private int bits;
    private boolean changed;
    private boolean closed;
    private boolean wellFormed;

    /** @param line the number of the line that the stream begins with */
    CsvReader(InputStream in, CsvDialect dialect, long line) {
        this.in = in;
        this.dialect = dialect;
        this.delimiter = dialect.delimiter();
        this.quote = dialect.quote();
        this.escape = dialect.escape();
        this.line = line;
    }

    /**
     * Reads on, if need be.
     *
     * @throws RefusedException if a quote is left open, so that the rest cannot be told into records
     * @throws UncheckedIOException if the stream fails
     */
    @Override
    public boolean hasNext() {
        while (next == null && skipLineBreaks()) {
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

    /** The next record; null if it says nothing, for there is nothing but delimiters. */
    private CsvRecord read() {
        int stop = scan();
        while (stop == end && !exhausted) {
            if (end - position == MAX_RECORD) {
                return readTooLong();
            }
            more();
            stop = scan();
        }
        if (!closed) {
            throw unclosed("");
        }
        int kept = (endBound - firstBound) / 2;
        int size = kept + unkept;
        CsvRecord record = null;
        if (size == 1 || stop - position != size - 1) {
            record = record(block, position, stop, size, kept, wellFormed ? null : MALFORMED);
            firstBound = endBound;
        }
        position = stop;
        line += lineBreaks;
        return record;
    }

    private CsvRecord record(byte[] bytes, int from, int to, int size, int kept, String fault) {
        if (!headerFound) {
            headerFound = true;
            maxBounds = Math.min(maxBounds, 2 * (size + 1));
        }
        return new CsvRecord(bytes, from, to, bounds, firstBound, size, kept, line, quote, escape, bits >= 0, fault);
    }

    /** A record of which the beginning alone is kept. */
    private CsvRecord readTooLong() {
        byte[] start = Arrays.copyOfRange(block, position, position + KEPT_OF_TOO_LONG);
        LongRecord record = new LongRecord(dialect);
        int stop = record.end(block, position, end);
        while (stop == end && !exhausted) {
            position = end;
            more();
            stop = record.end(block, position, end);
        }
        if (record.isTorn()) {
            throw unclosed(" is longer than " + (MAX_RECORD >> 20) + " MiB, for the quote that opens in it");
        }
        position = stop;
        CsvRecord found = record(start, 0, start.length, 1, 0, TOO_LONG);
        line += record.lineBreaks();
        return found;
    }

    private RefusedException unclosed(String found) {
        return new RefusedException((found.isEmpty()
                        ? "the quote that opens in the record on line " + line
                        : "the record on line " + line + found)
                + " is not closed, so that the rest of the file cannot be told into rows; close it");
    }

    /** Finds the fields of the record; gives where it ends, or the end of what was read if that is not known yet. */
    private int scan() {
        endBound = firstBound;
        unkept = 0;
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
        changed = false;
        int at = escape == CsvDialect.NONE ? behindField(from) : behindEscapedField(from);
        boolean isNull = at == from || changed && at == from + 2 && block[from + 1] == NULL;
        add(isNull ? ~(from - position) : from - position, changed ? ~(at - position) : at - position);
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

    private int behindEscapedField(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end && bytes[at] != delimiter && !isLineBreak(bytes[at]); at++) {
            if (bytes[at] == escape) {
                changed = true;
                bits |= bytes[at++];
                countLineBreak(at);
            }
            bits |= at < end ? bytes[at] : 0;
        }
        return Math.min(at, end);
    }

    private int scanQuoted(int from) {
        changed = false;
        int at = escape == CsvDialect.NONE ? closingQuote(from) : closingQuoteBehindEscapes(from);
        if (at >= end) {
            closed = false;
            return end;
        }
        add(from - position, changed ? ~(at - position) : at - position);
        int behind = behindField(at + 1);
        wellFormed &= behind == at + 1;
        return behind;
    }

    private int closingQuote(int from) {
        byte[] bytes = block;
        int seen = 0;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == quote) {
                if (at + 1 == end || bytes[at + 1] != quote) {
                    break;
                }
                changed = true;
                at++;
            } else if (b == '\n' || b == '\r' && (at + 1 == end || bytes[at + 1] != '\n')) {
                lineBreaks++;
            }
            seen |= b;
        }
        bits |= seen;
        return at;
    }

    private int closingQuoteBehindEscapes(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            bits |= b;
            if (b == escape || b == quote && at + 1 < end && bytes[at + 1] == quote) {
                changed = true;
                at++;
                bits |= at < end ? bytes[at] : 0;
            } else if (b == quote) {
                break;
            }
            countLineBreak(at);
        }
        return at;
    }

    /** CR and LF together are one line break. */
    private void countLineBreak(int at) {
        if (at < end && (block[at] == '\n' || block[at] == '\r' && (at + 1 == end || block[at + 1] != '\n'))) {
            lineBreaks++;
        }
    }

    private void add(int start, int stop) {
        if (endBound - firstBound == maxBounds) {
            unkept++;
            return;
        }
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
