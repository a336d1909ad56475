package io.recua.row;

import io.recua.csv.CsvRecord;
import io.recua.ingest.RefusedException;
import io.recua.table.InvalidValueException;
import io.recua.table.RowKey;
import java.nio.charset.StandardCharsets;

/**
 * One record of the CSV with either its values, which fit the table, or the reason for its rejection.
 *
 * <p>A value refers to the bytes of the record's field, in UTF-8. Only a value that differs from the field has bytes of its own.
 */
public final class Row implements Values {

    /** The value NULL, where it differs from the field of the record. Compare it by identity. */
    public static final byte[] NULL = new byte[0];

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

    public static Row rejected(long number, CsvRecord record, String reason) {
        return new Row(number, record, null, null, reason);
    }

    public Row rejectedFor(String reason) {
        return rejected(number, record, reason);
    }

    void identify(RowKey hash) {
        key = hash;
    }

    @Override
    public long number() {
        return number;
    }

    /** Returns the line of the file on which the record starts, from 1. */
    public long line() {
        return record.line();
    }

    /** Returns the original bytes of the record, without the line break. */
    public byte[] raw() {
        return record.raw();
    }

    public CsvRecord record() {
        return record;
    }

    /** Returns the hash of the key; null for a rejected row. */
    public RowKey key() {
        return key;
    }

    public boolean isRejected() {
        return rejection != null;
    }

    /** Returns why the row is rejected; null if it is not. */
    public String rejection() {
        return rejection;
    }

    /**
     * Returns the value for a column of the table; null for NULL.
     *
     * @throws RefusedException if the file lacks the column
     */
    public String get(String column) {
        return value(header.indexOf(column));
    }

    /**
     * Sets the value for a column of the table. Steps that an override adds before the dedup call it.
     *
     * @throws InvalidValueException if the value does not fit the column
     * @throws RefusedException if the file lacks the column
     */
    public void set(String column, String value) throws InvalidValueException {
        int index = header.indexOf(column);
        set(index, header.columns().get(index).converted(value));
        identify(header.key(this));
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

    /** Sets the load's instant in UTF-8. All rows share the array. */
    public void stamp(byte[] instant) {
        loadedAt = instant;
    }

    @Override
    public boolean isNull(int index) {
        byte[] own = own(index);
        return own == null ? fields[index] < 0 || record.isNull(fields[index]) : own == NULL;
    }

    @Override
    public byte[] utf8(int index) {
        byte[] own = own(index);
        return own == null ? record.block() : own;
    }

    @Override
    public int start(int index) {
        return own(index) == null ? record.start(fields[index]) : 0;
    }

    @Override
    public int length(int index) {
        byte[] own = own(index);
        return own == null ? record.length(fields[index]) : own.length;
    }

    /** Returns the value's own bytes; null if it refers to the record's field. */
    private byte[] own(int index) {
        byte[] value = changed == null ? null : changed[index];
        return value == null && fields[index] < 0 ? loadedAt : value;
    }

    /** Returns the bytes of a value that differs from the field of the record: {@link #NULL} for NULL, null if it does not. */
    public byte[] changed(int index) {
        return changed == null ? null : changed[index];
    }

    /** Returns the number of written columns. */
    public int columns() {
        return fields.length;
    }

    /** Returns whether a value differs from the field of the record. */
    public boolean isChanged() {
        return changed != null;
    }

    /** Returns whether the timestamp column holds the load's instant. */
    public boolean isStamped() {
        return loadedAt != null;
    }

    /**
     * Returns a row with the state that it had when it was stored.
     *
     * @param changed the values as {@link #changed(int)} returns them; null if none differs
     * @param loadedAt the load's instant; null if the row is not stamped
     */
    public static Row restored(
            long number, CsvRecord record, Header header, int[] fields, RowKey key, byte[][] changed, byte[] loadedAt) {
        Row row = new Row(number, record, header, fields);
        row.key = key;
        row.changed = changed;
        row.loadedAt = loadedAt;
        return row;
    }
}
