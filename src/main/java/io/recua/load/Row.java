package io.recua.load;

import io.recua.table.RowKey;
import java.nio.charset.StandardCharsets;

/**
 * One record of the CSV on its way to the table: either values that fit the table, or the reason for its rejection.
 *
 * <p>The values are kept as one array of UTF-8, since a batch of rows lives long enough to be copied by the garbage
 * collector, and dozens of strings a row cost more there than all parsing.
 */
public final class Row {

    private final long number;
    private final long line;
    private final byte[] raw;
    private final Header header;
    private final RowKey key;
    private final String rejection;
    private Values values;

    private Row(long number, long line, byte[] raw, Header header, Values values, RowKey key, String rejection) {
        this.number = number;
        this.line = line;
        this.raw = raw;
        this.header = header;
        this.values = values;
        this.key = key;
        this.rejection = rejection;
    }

    static Row accepted(long number, ByteReader.Raw raw, Header header, Values values, RowKey key) {
        return new Row(number, raw.line(), raw.bytes(), header, values, key, null);
    }

    static Row rejected(long number, ByteReader.Raw raw, String reason) {
        return new Row(number, raw.line(), raw.bytes(), null, null, null, reason);
    }

    Row rejectedFor(String reason) {
        return new Row(number, line, raw, null, null, null, reason);
    }

    /** The number of the record in the file, from 1 behind the header. */
    public long number() {
        return number;
    }

    /** The line of the file on which the record starts, from 1. */
    public long line() {
        return line;
    }

    /** The record's bytes as they came, without the line break. */
    public byte[] raw() {
        return raw;
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

    /** The value for a column of the table; null is NULL. */
    public String get(String column) {
        return value(header.indexOf(column));
    }

    /** Sets the value for a column of the table; for steps that an override adds before the rows are written. */
    public void set(String column, String value) {
        set(header.indexOf(column), value);
    }

    String value(int index) {
        return values.isNull(index)
                ? null
                : new String(values.utf8(), values.start(index), values.length(index), StandardCharsets.UTF_8);
    }

    Values values() {
        return values;
    }

    void stamp(byte[] instant) {
        values = values.with(header.timestampIndex(), instant);
    }

    private void set(int index, String value) {
        values = values.with(index, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }
}
