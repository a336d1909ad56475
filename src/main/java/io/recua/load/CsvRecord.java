package io.recua.load;

import java.nio.ByteBuffer;
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
    private final long line;
    private final byte quote;
    private final boolean ascii;
    private final boolean wellFormed;

    /**
     * @param from where the record starts in {@code block}
     * @param to where it ends, without the line break
     * @param bounds from {@code firstBound} on, where each field starts behind {@code from}, the complement of it for an
     *     empty field without quotes, and where it ends, the complement of it if it holds doubled quotes
     */
    CsvRecord(
            byte[] block,
            int from,
            int to,
            int[] bounds,
            int firstBound,
            int size,
            long line,
            byte quote,
            boolean ascii,
            boolean wellFormed) {
        this.block = block;
        this.from = from;
        this.to = to;
        this.bounds = bounds;
        this.firstBound = firstBound;
        this.size = size;
        this.line = line;
        this.quote = quote;
        this.ascii = ascii;
        this.wellFormed = wellFormed;
    }

    /** How many fields there are. */
    int size() {
        return size;
    }

    /** Whether the field is empty and without quotes. */
    boolean isNull(int field) {
        return bounds[firstBound + 2 * field] < 0;
    }

    /** Whether the field's bytes in the block are its value, for no quote in it is doubled. */
    boolean isPlain(int field) {
        return bounds[firstBound + 2 * field + 1] >= 0;
    }

    int start(int field) {
        int start = bounds[firstBound + 2 * field];
        return from + (start < 0 ? ~start : start);
    }

    int length(int field) {
        int end = bounds[firstBound + 2 * field + 1];
        return from + (end < 0 ? ~end : end) - start(field);
    }

    /** What {@link #start} and {@link #length} refer to; not to be changed. */
    byte[] block() {
        return block;
    }

    /** The field's bytes, doubled quotes made single. */
    byte[] bytes(int field) {
        int start = start(field);
        byte[] bytes = Arrays.copyOfRange(block, start, start + length(field));
        if (isPlain(field)) {
            return bytes;
        }
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[length++] = bytes[i];
            if (bytes[i] == quote) {
                i++;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The record as it came, without the line break. */
    byte[] raw() {
        return Arrays.copyOfRange(block, from, to);
    }

    /** The length of {@link #raw}, in bytes. */
    int rawLength() {
        return to - from;
    }

    /** The line of the file on which the record starts, from 1. */
    long line() {
        return line;
    }

    boolean isAscii() {
        return ascii;
    }

    /** The bytes that {@link #store} takes. */
    int storedLength() {
        return Long.BYTES + 3 + Integer.BYTES * (2 + 2 * size) + rawLength();
    }

    void store(ByteBuffer to) {
        to.putLong(line).put(quote).put((byte) (ascii ? 1 : 0)).put((byte) (wellFormed ? 1 : 0));
        to.putInt(size).putInt(rawLength());
        to.asIntBuffer().put(bounds, firstBound, 2 * size);
        to.position(to.position() + Integer.BYTES * 2 * size);
        to.put(block, from, rawLength());
    }

    /** The record that was stored there; it keeps the buffer's array. */
    static CsvRecord stored(ByteBuffer in) {
        long line = in.getLong();
        byte quote = in.get();
        boolean ascii = in.get() == 1;
        boolean wellFormed = in.get() == 1;
        int size = in.getInt();
        int length = in.getInt();
        int[] bounds = new int[2 * size];
        in.asIntBuffer().get(bounds);
        int from = in.position() + Integer.BYTES * bounds.length;
        in.position(from + length);
        return new CsvRecord(in.array(), from, from + length, bounds, 0, size, line, quote, ascii, wellFormed);
    }

    /** False if more than a delimiter or a line break follows a closing quote. */
    boolean isWellFormed() {
        return wellFormed;
    }
}
