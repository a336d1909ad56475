package io.recua.row;

import io.recua.csv.CsvRecord;
import io.recua.ingest.RefusedException;
import io.recua.table.InvalidValueException;
import io.recua.table.RowKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One record of the CSV on its way to the table: either values that fit the table, or the reason for its rejection.
 *
 * <p>A value is a field of the record as it came, in UTF-8, but where it was changed on the way.
 */
public final class Row {

    /** What a row is sorted by, at the beginning of what {@link #store} writes: a flag, the key and the number. */
    public static final int ORDER_BYTES = 1 + 3 * Long.BYTES;

    private static final byte[] NULL = new byte[0];

    // Of a row that is stored: two flags, and what stands in place of a value's length.
    private static final int CHANGED = 1;
    private static final int STAMPED = 2;
    private static final int UNCHANGED = -1;
    private static final int CHANGED_TO_NULL = -2;

    private final long number;
    private final CsvRecord record;
    private final Header header;
    private final int[] fields;
    private final String rejection;
    private RowKey key;
    private byte[][] changed;
    private byte[] loadedAt;

    private Row(long number, CsvRecord record, Header header, int[] fields, String rejection) {
        this.number = number;
        this.record = record;
        this.header = header;
        this.fields = fields;
        this.rejection = rejection;
    }

    /** @param fields the field of each value, -1 where the file has none */
    public Row(long number, CsvRecord record, Header header, int[] fields) {
        this(number, record, header, fields, null);
    }

    static Row rejected(long number, CsvRecord record, String reason) {
        return new Row(number, record, null, null, reason);
    }

    public Row rejectedFor(String reason) {
        return rejected(number, record, reason);
    }

    void identify(RowKey hash) {
        key = hash;
    }

    /** The number of the record in the file, from 1 behind the header. */
    public long number() {
        return number;
    }

    /** The line of the file on which the record starts, from 1. */
    public long line() {
        return record.line();
    }

    /** The record's bytes as they came, without the line break. */
    public byte[] raw() {
        return record.raw();
    }

    public CsvRecord record() {
        return record;
    }

    /** The hash of the key; null for a rejected row. */
    public RowKey key() {
        return key;
    }

    public boolean isRejected() {
        return rejection != null;
    }

    /** Why the row is rejected; null if it is not. */
    public String rejection() {
        return rejection;
    }

    /**
     * The value for a column of the table; null is NULL.
     *
     * @throws RefusedException if the file lacks the column
     */
    public String get(String column) {
        return value(header.indexOf(column));
    }

    /**
     * Sets the value for a column of the table; for steps that an override adds before the dedup.
     *
     * @throws InvalidValueException if the value does not fit the column
     * @throws RefusedException if the file lacks the column
     */
    public void set(String column, String value) throws InvalidValueException {
        int index = header.indexOf(column);
        set(index, header.columns().get(index).converted(value));
        header.identify(this);
    }

    public String value(int index) {
        return isNull(index) ? null : new String(utf8(index), start(index), length(index), StandardCharsets.UTF_8);
    }

    void set(int index, String value) {
        if (changed == null) {
            changed = new byte[fields.length][];
        }
        changed[index] = value == null ? NULL : value.getBytes(StandardCharsets.UTF_8);
    }

    /** The instant in UTF-8, one array for all rows. */
    public void stamp(byte[] instant) {
        loadedAt = instant;
    }

    public boolean isNull(int index) {
        byte[] own = own(index);
        return own == null ? fields[index] < 0 || record.isNull(fields[index]) : own == NULL;
    }

    /** The array that holds the value, from {@link #start} on {@link #length} bytes; not to be changed. */
    public byte[] utf8(int index) {
        byte[] own = own(index);
        return own == null ? record.block() : own;
    }

    public int start(int index) {
        return own(index) == null ? record.start(fields[index]) : 0;
    }

    public int length(int index) {
        byte[] own = own(index);
        return own == null ? record.length(fields[index]) : own.length;
    }

    /** The value, if it is not a field of the record as it came. */
    private byte[] own(int index) {
        byte[] value = changed == null ? null : changed[index];
        return value == null && fields[index] < 0 ? loadedAt : value;
    }

    /** The bytes that {@link #store} takes. */
    public int storedLength() {
        int length = ORDER_BYTES + record.storedLength() + 1;
        if (isRejected()) {
            return length + Integer.BYTES + rejection.getBytes(StandardCharsets.UTF_8).length;
        }
        for (int index = 0; changed != null && index < changed.length; index++) {
            length += Integer.BYTES + (changed[index] == null ? 0 : changed[index].length);
        }
        return length;
    }

    /** Writes what the rows of a load do not have in common; what they are sorted by, comes first. */
    public void store(ByteBuffer to) {
        to.put((byte) (isRejected() ? 1 : 0));
        to.putLong(isRejected() ? 0 : key.high()).putLong(isRejected() ? 0 : key.low());
        to.putLong(number);
        record.store(to);
        to.put((byte) ((changed == null ? 0 : CHANGED) | (loadedAt == null ? 0 : STAMPED)));
        if (isRejected()) {
            byte[] reason = rejection.getBytes(StandardCharsets.UTF_8);
            to.putInt(reason.length).put(reason);
        }
        for (int index = 0; changed != null && index < changed.length; index++) {
            byte[] value = changed[index];
            to.putInt(value == null ? UNCHANGED : value == NULL ? CHANGED_TO_NULL : value.length);
            to.put(value == null ? NULL : value);
        }
    }

    /** The row that was stored there, with what the rows of its load have in common; it keeps the buffer's array. */
    public static Row stored(ByteBuffer in, Header header, int[] fields, byte[] loadedAt) {
        boolean rejected = in.get() == 1;
        RowKey key = new RowKey(in.getLong(), in.getLong());
        long number = in.getLong();
        CsvRecord record = CsvRecord.stored(in);
        int flags = in.get();
        if (rejected) {
            return rejected(number, record, new String(bytes(in, in.getInt()), StandardCharsets.UTF_8));
        }
        Row row = new Row(number, record, header, fields);
        row.identify(key);
        row.stamp((flags & STAMPED) == 0 ? null : loadedAt);
        if ((flags & CHANGED) != 0) {
            row.changed = new byte[fields.length][];
            for (int index = 0; index < fields.length; index++) {
                int length = in.getInt();
                row.changed[index] = length == UNCHANGED ? null : length == CHANGED_TO_NULL ? NULL : bytes(in, length);
            }
        }
        return row;
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
