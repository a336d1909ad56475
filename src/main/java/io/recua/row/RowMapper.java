package io.recua.row;

import io.recua.csv.CsvRecord;
import io.recua.csv.FieldDecoder;
import io.recua.csv.HeaderLine;
import io.recua.ingest.RefusedException;
import io.recua.table.Column;
import io.recua.table.InvalidValueException;
import io.recua.table.Table;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.Objects;

/** Maps the records of a CSV, one at a time, to rows with checked values or with the reason for the rejection. */
public final class RowMapper implements Iterator<Row> {

    private final Iterator<CsvRecord> records;
    private final FieldDecoder decoder;
    private final boolean utf8;
    private final Header header;
    private final Column[] columns;
    private final int[] fields;
    private long number;

    /**
     * Reads the header line.
     *
     * @param charset the charset of the object
     * @throws RefusedException if it is missing or does not match the table
     */
    public RowMapper(Iterator<CsvRecord> records, Charset charset, Table table) {
        this.records = records;
        this.decoder = new FieldDecoder(charset);
        this.utf8 = decoder.isUtf8();
        this.header = Header.match(HeaderLine.names(records, decoder), table);
        this.columns = header.columns().toArray(Column[]::new);
        this.fields = header.fields();
    }

    public Header header() {
        return header;
    }

    @Override
    public boolean hasNext() {
        return records.hasNext();
    }

    @Override
    public Row next() {
        CsvRecord found = records.next();
        number++;
        try {
            if (found.fault() != null) {
                throw new InvalidValueException(found.fault());
            }
            if (found.size() != header.width()) {
                throw new InvalidValueException("expected " + header.width() + " fields but found " + found.size());
            }
            Row row = new Row(number, found, header, fields);
            for (int i = 0; i < columns.length; i++) {
                if (fields[i] >= 0 && !isTakenAsItIs(columns[i], found, fields[i])) {
                    fit(row, i);
                }
            }
            row.identify(header.key(row));
            return row;
        } catch (InvalidValueException e) {
            return Row.rejected(number, found, e.getMessage());
        }
    }

    /** Returns whether the field needs no check: most fields are short ASCII text or empty. */
    private static boolean isTakenAsItIs(Column column, CsvRecord record, int field) {
        return record.isNull(field)
                ? column.nullable()
                : record.isAscii() && record.isPlain(field) && record.length(field) <= column.plainLength();
    }

    private void fit(Row row, int index) throws InvalidValueException {
        try {
            String given = decoder.decode(row.record(), fields[index]);
            String value = columns[index].converted(given);
            if (!utf8 || !row.record().isPlain(fields[index]) || !Objects.equals(value, given)) {
                row.set(index, value);
            }
        } catch (CharacterCodingException e) {
            throw new InvalidValueException(columns[index].name() + ": holds bytes that are not " + decoder.charset());
        }
    }
}
