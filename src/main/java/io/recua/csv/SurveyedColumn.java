package io.recua.csv;

import io.recua.config.ColumnProperties;
import io.recua.config.FeedProperties;
import io.recua.table.Column.ValueCheck;
import io.recua.table.Ddl;
import io.recua.table.InvalidValueException;
import io.recua.table.TypeGuess;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;

/** A column of a table to create, with the values that it would get from the records of a file. */
final class SurveyedColumn {

    private final String name;
    private final int field;
    private final ValueCheck format;
    private final String constant;
    private final boolean isInstant;
    private final TypeGuess guess;

    /** @param field the field that holds the values; -1 if the column has a constant value */
    SurveyedColumn(String name, int field, FeedProperties feed) {
        ColumnProperties settings = feed.column(name);
        this.name = name;
        this.field = field;
        this.format = ValueFormat.of(settings, feed.timeZone()).orElse(null);
        this.constant = settings == null ? null : settings.value();
        this.isInstant = name.equalsIgnoreCase(feed.timestampColumn())
                || name.equalsIgnoreCase(feed.deletedColumn())
                || ColumnProperties.LOADED_AT.equals(constant);
        this.guess = new TypeGuess(feed.key().stream().anyMatch(name::equalsIgnoreCase));
    }

    String name() {
        return name;
    }

    /** Takes the column's value of a record into account. */
    void add(CsvRecord record, FieldDecoder decoder) throws CharacterCodingException, InvalidValueException {
        String value = field < 0 ? constant : decoder.decode(record, field);
        guess.add(value == null || value.isEmpty() || format == null ? value : format.apply(value));
    }

    /** Returns the definition of the column for the values that were added. */
    Ddl.Definition definition() {
        String type = isInstant ? Ddl.TIMESTAMP : ColumnProperties.RECORD.equals(constant) ? "BIGINT" : guess.type();
        return new Ddl.Definition(name, type);
    }

    /** Returns the name as an index compares it. */
    String lowerCaseName() {
        return name.toLowerCase(Locale.ROOT);
    }
}
