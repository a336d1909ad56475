package io.recua.sort;

import io.recua.csv.CsvRecord;
import io.recua.row.Row;
import io.recua.table.RowKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes and reads rows in temporary storage. Numbers are big-endian:
 *
 * <pre>
 *  1  1 for a rejected row, else 0          these 25 bytes are the sort order:
 * 16  the hash of the key, 0 if rejected    rejected rows first, then by key,
 *  8  the number of the record              then by number
 *
 *  8  the line of the file, from 1
 *  2  the quote character
 *  2  the escape character
 *  1  1 if all bytes of the record are ASCII, else 0
 *  4  n, the number of fields with bounds
 *  4  r, the length of the record
 * 8n  the bounds of each field, start and end, as in CsvRecord
 *  r  the bytes of the record
 *
 *  1  flags: 1 if values differ from the record, 2 if the row has a loadedAt
 *
 * only in a rejected row:
 *  4  the length of the reason, in bytes
 *  …  the reason, in UTF-8
 *
 * only in a row with flag 1, for each column:
 *  4  the length of the value, in bytes; -1 if the record holds the value, -2 for NULL
 *  …  the value, in UTF-8
 * </pre>
 *
 * The header and loadedAt are the same for all rows of a load, so they are not stored; {@link Runs} has them.
 */
final class RowFormat {

    /** The number of leading bytes that decide the sort order. */
    static final int ORDER_BYTES = 1 + 3 * Long.BYTES;

    private static final int RECORD_BYTES = Long.BYTES + 2 * Character.BYTES + 1 + 2 * Integer.BYTES;

    private static final int CHANGED = 1;
    private static final int HAS_LOADED_AT = 2;

    private static final int AS_IN_RECORD = -1;
    private static final int CHANGED_TO_NULL = -2;

    private RowFormat() {}

    /** Returns the number of bytes that {@link #write} writes. */
    static int length(Row row) {
        CsvRecord record = row.record();
        int length = ORDER_BYTES + RECORD_BYTES + 2 * Integer.BYTES * record.kept() + record.rawLength() + 1;
        if (row.isRejected()) {
            return length + Integer.BYTES + utf8(row.rejection()).length;
        }
        for (int index = 0; row.isChanged() && index < row.columns(); index++) {
            byte[] value = row.changed(index);
            length += Integer.BYTES + (value == null ? 0 : value.length);
        }
        return length;
    }

    /** Writes a row at the buffer's position. The buffer must have room for {@link #length} bytes. */
    static void write(Row row, ByteBuffer to) {
        boolean rejected = row.isRejected();
        to.put((byte) (rejected ? 1 : 0));
        to.putLong(rejected ? 0 : row.key().high())
                .putLong(rejected ? 0 : row.key().low());
        to.putLong(row.number());
        write(row.record(), to);
        to.put((byte) ((row.isChanged() ? CHANGED : 0) | (row.isStamped() ? HAS_LOADED_AT : 0)));
        if (rejected) {
            byte[] reason = utf8(row.rejection());
            to.putInt(reason.length).put(reason);
        }
        for (int index = 0; row.isChanged() && index < row.columns(); index++) {
            byte[] value = row.changed(index);
            to.putInt(value == null ? AS_IN_RECORD : value == Row.NULL ? CHANGED_TO_NULL : value.length);
            to.put(value == null ? Row.NULL : value);
        }
    }

    private static void write(CsvRecord record, ByteBuffer to) {
        to.putLong(record.line()).putChar((char) record.quote()).putChar((char) record.escape());
        to.put((byte) (record.isAscii() ? 1 : 0));
        to.putInt(record.kept()).putInt(record.rawLength());
        record.putBounds(to.asIntBuffer());
        to.position(to.position() + 2 * Integer.BYTES * record.kept());
        record.putRaw(to);
    }

    /**
     * Reads the row at the buffer's position.
     *
     * @return a row that refers to the buffer's array: it is valid only until the array is overwritten
     */
    static Row read(ByteBuffer in, Runs runs) {
        boolean rejected = in.get() == 1;
        RowKey key = new RowKey(in.getLong(), in.getLong());
        long number = in.getLong();
        CsvRecord record = readRecord(in);
        int flags = in.get();
        if (rejected) {
            return Row.rejected(number, record, new String(bytes(in, in.getInt()), StandardCharsets.UTF_8));
        }
        byte[][] changed = (flags & CHANGED) == 0 ? null : readChanged(in, runs.fields().length);
        byte[] loadedAt = (flags & HAS_LOADED_AT) == 0 ? null : runs.loadedAt();
        return Row.restored(number, record, runs.header(), runs.fields(), key, changed, loadedAt);
    }

    private static CsvRecord readRecord(ByteBuffer in) {
        long line = in.getLong();
        int quote = in.getChar();
        int escape = in.getChar();
        boolean ascii = in.get() == 1;
        int fields = in.getInt();
        int length = in.getInt();
        int[] bounds = new int[2 * fields];
        in.asIntBuffer().get(bounds);
        int from = in.position() + Integer.BYTES * bounds.length;
        in.position(from + length);
        return new CsvRecord(
                in.array(), from, from + length, bounds, 0, fields, fields, line, quote, escape, ascii, null);
    }

    private static byte[][] readChanged(ByteBuffer in, int columns) {
        byte[][] changed = new byte[columns][];
        for (int index = 0; index < columns; index++) {
            int length = in.getInt();
            changed[index] = length == AS_IN_RECORD ? null : length == CHANGED_TO_NULL ? Row.NULL : bytes(in, length);
        }
        return changed;
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
