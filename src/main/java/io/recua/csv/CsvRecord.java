package io.recua.csv;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * One record of a CSV: its bytes exactly as in the file, and the bounds of its fields.
 *
 * <p>Many records share one array. The records of a batch live long enough for the garbage collector to copy them;
 * copying a string for each field would take longer than all parsing.
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
     * @param block the array that holds the record; other records may share it
     * @param from the position of the record's first byte in {@code block}
     * @param to the position after its last byte, without the line break
     * @param bounds two numbers for each field, relative to {@code from}: its start, as the bitwise complement if the
     *     field is NULL, and its end, as the complement if the field holds doubled quotes or escapes
     * @param firstBound the index of the record's first number in {@code bounds}
     * @param size the number of fields
     * @param kept the number of fields with bounds
     * @param line the line of the file on which the record starts, from 1
     * @param quote the quote character of the {@link CsvDialect}
     * @param escape the escape character of the {@link CsvDialect}
     * @param ascii whether all bytes of the fields are ASCII
     * @param fault why the record cannot be a row of any table; null if it can be one
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

    /**
     * Returns the number of fields. If it is far above the header's, not all of them can be read; see {@link #kept}.
     */
    public int size() {
        return size;
    }

    /** Returns whether the field is NULL: empty without quotes, or the escape sequence for NULL. */
    public boolean isNull(int field) {
        return bounds[firstBound + 2 * field] < 0;
    }

    /** Returns whether the field's bytes are its value: it holds neither doubled quotes nor escapes. */
    public boolean isPlain(int field) {
        return bounds[firstBound + 2 * field + 1] >= 0;
    }

    /** Returns the position of the field's first byte in {@link #block}, after the opening quote. */
    public int start(int field) {
        int start = bounds[firstBound + 2 * field];
        return from + (start < 0 ? ~start : start);
    }

    /** Returns the number of the field's bytes in {@link #block}, without the quotes around it. */
    public int length(int field) {
        int end = bounds[firstBound + 2 * field + 1];
        return from + (end < 0 ? ~end : end) - start(field);
    }

    /**
     * Returns the array that {@link #start} and {@link #length} refer to. Callers must not change it: other records
     * share it.
     */
    public byte[] block() {
        return block;
    }

    /** Returns a copy of the field's value: doubled quotes are single, and escapes are replaced by their meaning. */
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

    /** Returns a copy of the record's bytes as in the file, without the line break. */
    public byte[] raw() {
        return Arrays.copyOfRange(block, from, to);
    }

    /** Returns the length of {@link #raw}, in bytes. */
    public int rawLength() {
        return to - from;
    }

    /** Returns the line of the file on which the record starts, from 1. */
    public long line() {
        return line;
    }

    /** Returns whether all bytes of the fields are ASCII. */
    public boolean isAscii() {
        return ascii;
    }

    /** Returns the approximate memory of the record and its bounds, in bytes. */
    public int memory() {
        return 2 * Integer.BYTES * kept + rawLength();
    }

    /** Returns the number of fields with bounds. */
    public int kept() {
        return kept;
    }

    /** Writes the two bounds of each field that has them, in the form of the constructor's {@code bounds}. */
    public void putBounds(IntBuffer to) {
        to.put(bounds, firstBound, 2 * kept);
    }

    /** Writes the record's bytes, as {@link #raw} returns them. */
    public void putRaw(ByteBuffer to) {
        to.put(block, from, rawLength());
    }

    /** Returns the quote character; {@link CsvDialect#NONE} if there is none. */
    public int quote() {
        return quote;
    }

    /** Returns the escape character; {@link CsvDialect#NONE} if there is none. */
    public int escape() {
        return escape;
    }

    /**
     * Returns why the record cannot be a row of any table; null if it can be one, or if the record was read back from
     * temporary storage.
     */
    public String fault() {
        return fault;
    }
}
