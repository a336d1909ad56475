package io.recua.row;

import io.recua.config.FeedProperties;
import io.recua.csv.CsvRecord;
import io.recua.csv.FieldDecoder;
import io.recua.csv.HeaderLine;
import io.recua.ingest.RefusedException;
import io.recua.table.InvalidValueException;
import io.recua.table.Table;
import java.util.Iterator;
import java.util.stream.IntStream;

/** Maps the records of a CSV, one at a time, to rows with checked values or with the reason for the rejection. */
public final class RowMapper implements Iterator<Row> {

    private final Iterator<CsvRecord> records;
    private final Header header;
    private final int[] fields;
    private final ColumnValues[] values;
    private long number;

    /**
     * Reads the header line.
     *
     * @param origin where the rows come from
     * @throws RefusedException if the header line is missing or does not match the table
     */
    public RowMapper(Iterator<CsvRecord> records, FeedProperties feed, Table table, Origin origin) {
        FieldDecoder decoder = new FieldDecoder(feed.csv().charset());
        HeaderLine line = HeaderLine.read(records, decoder, feed);
        this.records = line.records();
        this.header = Header.match(line, table, feed, origin.loadId());
        this.fields = header.fields();
        this.values = IntStream.range(0, fields.length)
                .filter(index -> index != header.timestampIndex())
                .mapToObj(index ->
                        new ColumnValues(header.columns().get(index), index, fields[index], feed, decoder, origin))
                .toArray(ColumnValues[]::new);
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
            for (ColumnValues column : values) {
                column.setIn(row);
            }
            row.identify(header.key(row));
            return row;
        } catch (InvalidValueException e) {
            return Row.rejected(number, found, e.getMessage());
        }
    }
}
