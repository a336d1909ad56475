package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Splits a CSV into records without decoding it. The bytes stay as they are, so a rejected record can be shown exactly
 * as it is in the file, and each field is decoded by itself. Blank lines and records that hold only delimiters are
 * skipped. A quote that is not the first character of a field is an ordinary character.
 *
 * <p>Memory is limited in two ways:
 *
 * <ul>
 *   <li>A record with more fields than the first record keeps the bounds of one extra field only.
 *   <li>A record of more than 16 MiB keeps its first 64 KiB only.
 * </ul>
 *
 * <p>Records refer to the reader's arrays, so the reader never overwrites bytes or bounds of a record that it has
 * returned. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvReader implements Iterator<CsvRecord> {

    private static final String MALFORMED = "a closing quote is followed by more than a delimiter";
    private static final int MAX_RECORD = 16 << 20;
    private static final String TOO_LONG = "the record is longer than " + (MAX_RECORD >> 20) + " MiB";
    private static final int KEPT_BYTES_OF_TOO_LONG = 1 << 16;
    /** After an escape, this byte makes the whole field NULL. */
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

    // The result of scan(). Two bounds for each field, from firstBound on, relative to the start of the record.
    private int[] bounds = new int[BLOCK_BOUNDS];
    private int firstBound;
    private int endBound;
    private int maxBounds = 2 * HeaderLine.MAX_COLUMNS;
    private boolean headerFound;
    private int fieldsWithoutBounds;
    private int lineBreaks;
    /** All bytes of the fields, combined by OR; negative if one of them is not ASCII. */
    private int orOfBytes;

    private boolean changed;
    private boolean closed;
    private boolean wellFormed;

    /** @param line the number of the stream's first line */
    CsvReader(InputStream in, CsvDialect dialect, long line) {
        this.in = in;
        this.dialect = dialect;
        this.delimiter = dialect.delimiter();
        this.quote = dialect.quote();
        this.escape = dialect.escape();
        this.line = line;
    }

    /**
     * Returns whether there is another record. Reads from the stream if no record is ready.
     *
     * @throws RefusedException if a quote is not closed, so that the rest cannot be split into records
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
        for (int before = 0; position < end || readBlock(); before = block[position++]) {
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

    /** Returns the next record; null if it holds only delimiters. */
    private CsvRecord read() {
        int stop = scan();
        while (stop == end && !exhausted) {
            if (end - position == MAX_RECORD) {
                return readTooLong();
            }
            readBlock();
            stop = scan();
        }
        if (!closed) {
            throw unclosed("");
        }
        int kept = (endBound - firstBound) / 2;
        int size = kept + fieldsWithoutBounds;
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
        return new CsvRecord(
                bytes, from, to, bounds, firstBound, size, kept, line, quote, escape, orOfBytes >= 0, fault);
    }

    /** Reads a record that is longer than the limit and keeps its first bytes only. */
    private CsvRecord readTooLong() {
        byte[] start = Arrays.copyOfRange(block, position, position + KEPT_BYTES_OF_TOO_LONG);
        LongRecord record = new LongRecord(dialect);
        int stop = record.end(block, position, end);
        while (stop == end && !exhausted) {
            position = end;
            readBlock();
            stop = record.end(block, position, end);
        }
        if (record.hasOpenQuote()) {
            throw unclosed(" is longer than " + (MAX_RECORD >> 20) + " MiB, because the quote that opens in it");
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
                + " is not closed, so that the rest of the file cannot be split into rows; close it");
    }

    /**
     * Finds the fields of the record.
     *
     * @return the position of the record's end; {@code end} if the block does not hold it
     */
    private int scan() {
        endBound = firstBound;
        fieldsWithoutBounds = 0;
        lineBreaks = 0;
        orOfBytes = 0;
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
        int at = escape == CsvDialect.NONE ? endOfField(from) : endOfEscapedField(from);
        boolean isNull = at == from || changed && at == from + 2 && block[from + 1] == NULL;
        add(isNull ? ~(from - position) : from - position, changed ? ~(at - position) : at - position);
        return at;
    }

    private int endOfField(int from) {
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
        orOfBytes |= seen;
        return at;
    }

    private int endOfEscapedField(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end && bytes[at] != delimiter && !isLineBreak(bytes[at]); at++) {
            if (bytes[at] == escape) {
                changed = true;
                orOfBytes |= bytes[at++];
                countLineBreak(at);
            }
            orOfBytes |= at < end ? bytes[at] : 0;
        }
        return Math.min(at, end);
    }

    private int scanQuoted(int from) {
        changed = false;
        int at = escape == CsvDialect.NONE ? closingQuote(from) : closingQuoteWithEscapes(from);
        if (at >= end) {
            closed = false;
            return end;
        }
        add(from - position, changed ? ~(at - position) : at - position);
        int fieldEnd = endOfField(at + 1);
        wellFormed &= fieldEnd == at + 1;
        return fieldEnd;
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
        orOfBytes |= seen;
        return at;
    }

    private int closingQuoteWithEscapes(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            orOfBytes |= b;
            if (b == escape || b == quote && at + 1 < end && bytes[at + 1] == quote) {
                changed = true;
                at++;
                orOfBytes |= at < end ? bytes[at] : 0;
            } else if (b == quote) {
                break;
            }
            countLineBreak(at);
        }
        return at;
    }

    /** Counts CR LF as one line break. */
    private void countLineBreak(int at) {
        if (at < end && (block[at] == '\n' || block[at] == '\r' && (at + 1 == end || block[at + 1] != '\n'))) {
            lineBreaks++;
        }
    }

    private void add(int start, int stop) {
        if (endBound - firstBound == maxBounds) {
            fieldsWithoutBounds++;
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
     * Reads the next block into a new array, because records refer to the old one. The bytes of the current record that
     * were read already are copied to its start.
     *
     * @return false at the end of the file
     */
    private boolean readBlock() {
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
