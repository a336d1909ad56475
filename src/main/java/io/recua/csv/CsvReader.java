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
 * as it is in the file, and each field is decoded by itself. Blank lines, comments and records that hold only delimiters
 * are skipped. A quote that is not the first character of a field is an ordinary character.
 *
 * <p>A record of more than {@link CsvDialect#maxRecord} keeps its first 64 KiB only, so that memory is limited.
 *
 * <p>Records refer to the reader's blocks, so the reader never overwrites the bytes of a record that it has returned.
 * Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvReader implements Iterator<CsvRecord> {

    private static final String MALFORMED = "a closing quote is followed by more than a delimiter";
    private static final String TOO_LONG = "the record is longer than %d MiB, the limit of csv.max-record";
    private static final int KEPT_BYTES_OF_TOO_LONG = 1 << 16;
    private static final int BLOCK_BYTES = 1 << 20;

    private final InputStream in;
    private final CsvDialect dialect;
    private final RecordScanner scanner;
    private byte[] block = new byte[0];
    private int position;
    private int end;
    private boolean exhausted;
    private long line;
    private CsvRecord next;

    /** @param line the number of the stream's first line */
    CsvReader(InputStream in, CsvDialect dialect, long line) {
        this.in = in;
        this.dialect = dialect;
        this.scanner = new RecordScanner(dialect);
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
            if (isComment()) {
                skipLine();
            } else {
                next = read();
            }
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
            if (!RecordScanner.isLineBreak(b)) {
                return true;
            }
            if (b == '\r' || before != '\r') {
                line++;
            }
        }
        return false;
    }

    private boolean isComment() {
        byte[] prefix = dialect.comment();
        while (end - position < prefix.length && readBlock()) {
            // The block now holds more bytes of the line.
        }
        return prefix.length > 0
                && end - position >= prefix.length
                && Arrays.equals(block, position, position + prefix.length, prefix, 0, prefix.length);
    }

    private void skipLine() {
        while ((position < end || readBlock()) && !RecordScanner.isLineBreak(block[position])) {
            position++;
        }
    }

    /** Returns the next record; null if it holds only delimiters. */
    private CsvRecord read() {
        int stop = scanner.scan(block, position, end);
        while (stop == end && !exhausted) {
            if (end - position == dialect.maxRecord()) {
                return readTooLong();
            }
            readBlock();
            stop = scanner.scan(block, position, end);
        }
        if (!scanner.isClosed()) {
            throw unclosed("");
        }
        boolean holdsOnlyDelimiters = scanner.fields() > 1 && !scanner.holdsText();
        CsvRecord record = holdsOnlyDelimiters ? null : scanner.record(stop, line, MALFORMED);
        position = stop;
        line += scanner.lineBreaks();
        return record;
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
            throw unclosed(
                    " is longer than " + (dialect.maxRecord() >> 20) + " MiB, because the quote that opens in it");
        }
        position = stop;
        CsvRecord found = new CsvRecord(
                start,
                0,
                start.length,
                new int[0],
                0,
                1,
                0,
                line,
                dialect.quote(),
                dialect.escape(),
                false,
                TOO_LONG.formatted(dialect.maxRecord() >> 20));
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
        byte[] target = new byte[(int) Math.min(Math.max(BLOCK_BYTES, 2L * kept), dialect.maxRecord())];
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
}
