package io.recua.csv;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * One record of a CSV: its bytes as they came, and where its fields are in them.
 *
 * <p>Many records share one array, for a batch of them lives long enough to be copied by the garbage collector, and a
 * string for each field costs more there than all parsing.
 */
public final class CsvRecord {

    private final byte[] block;
    private final int from;
    private final int to;
    private final int[] bounds;
    private final int firstBound;
    private final int size;
    private final int kept;
    private final long line;
    private final int quote;
    private final int escape;
    private final boolean ascii;
    private final String fault;

    /**
     * @param from where the record starts in {@code block}
     * @param to where it ends, without the line break
     * @param bounds from {@code firstBound} on, where each field starts behind {@code from}, the complement of it for
     *     NULL, and where it ends, the complement of it if it holds doubled quotes or escapes
     * @param size the number of fields
     * @param kept how many of them have bounds
     * @param quote the character around a field, as {@link CsvDialect} has it
     * @param escape the character that changes the meaning of the next one
     * @param fault why the record is no row, whatever the table; null if it may be one
     */
    public CsvRecord(
            byte[] block,
            int from,
            int to,
            int[] bounds,
            int firstBound,
            int size,
            int kept,
            long line,
            int quote,
            int escape,
            boolean ascii,
            String fault) {
        this.block = block;
        this.from = from;
        this.to = to;
        this.bounds = bounds;
        this.firstBound = firstBound;
        this.size = size;
        this.kept = kept;
        this.line = line;
        this.quote = quote;
        this.escape = escape;
        this.ascii = ascii;
        this.fault = fault;
    }

    /** How many fields there are; of a record with far more than the header, not all can be read. */
    public int size() {
        return size;
    }

    /** Whether the field is empty and without quotes, or the escape for NULL. */
    public boolean isNull(int field) {
        return bounds[firstBound + 2 * field] < 0;
    }

    /** Whether the field's bytes in the block are its value, for no quote in it is doubled and nothing escaped. */
    public boolean isPlain(int field) {
        return bounds[firstBound + 2 * field + 1] >= 0;
    }

    public int start(int field) {
        int start = bounds[firstBound + 2 * field];
        return from + (start < 0 ? ~start : start);
    }

    public int length(int field) {
        int end = bounds[firstBound + 2 * field + 1];
        return from + (end < 0 ? ~end : end) - start(field);
    }

    /** What {@link #start} and {@link #length} refer to; not to be changed. */
    public byte[] block() {
        return block;
    }

    /** The field's bytes, doubled quotes made single and escapes replaced by what they stand for. */
    byte[] bytes(int field) {
        int start = start(field);
        byte[] bytes = Arrays.copyOfRange(block, start, start + length(field));
        if (isPlain(field)) {
            return bytes;
        }
        boolean quoted = start > from && block[start - 1] == quote;
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == escape && i + 1 < bytes.length) {
                bytes[length++] = CsvDialect.unescaped(bytes[++i]);
                continue;
            }
            bytes[length++] = bytes[i];
            if (quoted && bytes[i] == quote) {
                i++;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The record as it came, without the line break. */
    public byte[] raw() {
        return Arrays.copyOfRange(block, from, to);
    }

    /** The length of {@link #raw}, in bytes. */
    public int rawLength() {
        return to - from;
    }

    /** The line of the file on which the record starts, from 1. */
    public long line() {
        return line;
    }

    public boolean isAscii() {
        return ascii;
    }

    /** Returns about how much memory the record and its bounds take, in bytes. */
    public int memory() {
        return 2 * Integer.BYTES * kept + rawLength();
    }

    /** Returns the number of fields with bounds. */
    public int kept() {
        return kept;
    }

    /** Writes two numbers for each field with bounds, as the constructor takes them. */
    public void putBounds(IntBuffer to) {
        to.put(bounds, firstBound, 2 * kept);
    }

    /** Writes the record's bytes, as {@link #raw} returns them. */
    public void putRaw(ByteBuffer to) {
        to.put(block, from, rawLength());
    }

    /** The character around a field, as {@link CsvDialect} has it. */
    public int quote() {
        return quote;
    }

    /** The character that changes the meaning of the next one, as {@link CsvDialect} has it. */
    public int escape() {
        return escape;
    }

    /** Why the record is no row, whatever the table; null if it may be one, or if it was stored. */
    public String fault() {
        return fault;
    }
}
