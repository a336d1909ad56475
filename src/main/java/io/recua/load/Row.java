package io.recua.load;

import io.recua.table.RowKey;

/** One record of the CSV on its way to the table: either values that fit the table, or the reason for its rejection. */
public final class Row {

    private final long number;
    private final long line;
    private final byte[] raw;
    private final Header header;
    private final String[] values;
    private final RowKey key;
    private final String rejection;

    private Row(long number, long line, byte[] raw, Header header, String[] values, RowKey key, String rejection) {
        this.number = number;
        this.line = line;
        this.raw = raw;
        this.header = header;
        this.values = values;
        this.key = key;
        this.rejection = rejection;
    }

    static Row accepted(long number, long line, byte[] raw, Header header, String[] values, RowKey key) {
        return new Row(number, line, raw, header, values, key, null);
    }

    static Row rejected(long number, long line, byte[] raw, String reason) {
        return new Row(number, line, raw, null, null, null, reason);
    }

    Row rejectedFor(String reason) {
        return rejected(number, line, raw, reason);
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
        return values[header.indexOf(column)];
    }

    /** Sets the value for a column of the table; for steps that an override adds before the rows are written. */
    public void set(String column, String value) {
        values[header.indexOf(column)] = value;
    }

    int width() {
        return values.length;
    }

    String value(int index) {
        return values[index];
    }

    void stamp(String instant) {
        values[header.timestampIndex()] = instant;
    }
}
