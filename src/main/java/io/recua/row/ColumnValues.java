package io.recua.row;

import io.recua.config.ColumnProperties;
import io.recua.config.FeedProperties;
import io.recua.csv.CsvRecord;
import io.recua.csv.FieldDecoder;
import io.recua.csv.ValueFormat;
import io.recua.table.Column;
import io.recua.table.Column.ValueCheck;
import io.recua.table.InvalidValueException;
import java.nio.charset.CharacterCodingException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/** Takes the values of one column from the records: from a field, or the same for all rows. */
final class ColumnValues {

    private final Column column;
    private final int index;
    private final int field;
    private final FieldDecoder decoder;
    private final ValueCheck format;
    private final String constant;
    private final boolean isRecordNumber;

    /**
     * @param index the position of the column among a row's values
     * @param field the field that holds the values; -1 if the file has none
     */
    ColumnValues(Column column, int index, int field, FeedProperties feed, FieldDecoder decoder, Origin origin) {
        ColumnProperties settings = feed.column(column.name());
        ZoneId stored = column.isInstant() ? ZoneOffset.UTC : feed.timeZone();
        this.column = column;
        this.index = index;
        this.field = field;
        this.decoder = decoder;
        this.format = ValueFormat.of(settings, stored).orElse(null);
        String value = settings == null || settings.value() == null ? "" : settings.value();
        this.isRecordNumber = value.equals(ColumnProperties.RECORD);
        this.constant = value.equals(ColumnProperties.FILE)
                ? origin.file()
                : value.equals(ColumnProperties.LOADED_AT)
                        ? column.timestampValue(origin.loadedAt(), feed.timeZone())
                        : value;
    }

    /** Sets the row's value of the column, unless the bytes of its field are the value. */
    void setIn(Row row) throws InvalidValueException {
        if (field < 0) {
            row.set(index, column.converted(isRecordNumber ? String.valueOf(row.number()) : constant));
        } else if (format != null || !isTakenAsItIs(row.record())) {
            fit(row);
        }
    }

    /** Returns whether the field needs no check: most fields are short ASCII text or empty. */
    private boolean isTakenAsItIs(CsvRecord record) {
        return record.isNull(field)
                ? column.nullable()
                : record.isAscii() && record.isPlain(field) && record.length(field) <= column.plainLength();
    }

    private void fit(Row row) throws InvalidValueException {
        try {
            String given = decoder.decode(row.record(), field);
            String value = column.converted(given, format);
            if (!decoder.isUtf8() || !row.record().isPlain(field) || !Objects.equals(value, given)) {
                row.set(index, value);
            }
        } catch (CharacterCodingException e) {
            throw new InvalidValueException(column.name() + ": holds bytes that are not " + decoder.charset());
        }
    }
}
