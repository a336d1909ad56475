package io.recua.config;

import static io.recua.config.SettingException.require;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Where the values of one column come from, and how the file writes them.
 *
 * @param from the names of the file's column: the first one that the header has; empty for the column's own name
 * @param format the pattern of a date or a date and time, as in {@link DateTimeFormatter}; null for the ISO form
 * @param zone the time zone of the file's dates and times; null if they are stored as they are
 * @param decimal the decimal separator of numbers; null for a point
 * @param grouping the separator between groups of three digits; null for none
 * @param trueValues the texts that mean true, which is stored as 1
 * @param falseValues the texts that mean false, which is stored as 0
 * @param value a constant for all rows, or one of {@code {file}}, {@code {loaded-at}} and {@code {record}}; null if the
 *     file has the values
 */
public record ColumnProperties(
        @DefaultValue List<String> from,
        String format,
        ZoneId zone,
        String decimal,
        String grouping,
        @Name("true") @DefaultValue List<String> trueValues,
        @Name("false") @DefaultValue List<String> falseValues,
        String value) {

    /** A value that stands for the name of the file, without folders and the instant of its arrival. */
    public static final String FILE = "{file}";

    /** A value that stands for the load's instant. */
    public static final String LOADED_AT = "{loaded-at}";

    /** A value that stands for the number of the record, from 1 after the header. */
    public static final String RECORD = "{record}";

    private static final ZonedDateTime SAMPLE =
            LocalDateTime.of(2026, 1, 31, 23, 59, 58, 123_456_789).atZone(ZoneOffset.UTC);

    private static final Set<String> PLACEHOLDERS = Set.of(FILE, LOADED_AT, RECORD);

    /**
     * Checks the settings of the column.
     *
     * @param setting the prefix of the column's settings, for error messages
     * @throws SettingException if a setting is invalid, or two of them exclude each other
     */
    void check(String setting) {
        checkValue(setting + ".value");
        require(
                Stream.of(format != null, isNumber(), isBoolean())
                                .filter(Boolean::booleanValue)
                                .count()
                        <= 1,
                setting,
                "is a date, a number or a boolean; write only format, or decimal and grouping, or true and false");
        require(
                format == null || isPattern(),
                setting + ".format",
                "is not a pattern for whole dates or times; write one such as dd/MM/yyyy or \"dd/MM/yyyy HH:mm:ss\", with HH"
                        + " for the hours of a day, and with XXX or VV for a zone");
        require(
                zone == null || format != null,
                setting + ".zone",
                "needs format; write the pattern of the file's times, such as \"yyyy-MM-dd HH:mm:ss\"");
        require(
                decimal == null || decimal.matches("[^0-9+\\-eE]"),
                setting + ".decimal",
                "must be one character, such as \",\"");
        require(
                grouping == null || grouping.matches("[^0-9+\\-eE]") && !grouping.equals(decimalSeparator()),
                setting + ".grouping",
                "must be one character other than the decimal separator " + decimalSeparator() + ", such as \".\"");
        checkBoolean(setting);
    }

    private void checkValue(String setting) {
        require(
                value == null || from.isEmpty() && format == null && !isNumber() && !isBoolean(),
                setting,
                "is the same for all rows; remove the column's other settings, or remove the value");
        require(
                value == null || !value.matches("\\{[a-z-]+}") || PLACEHOLDERS.contains(value),
                setting,
                value + " is unknown; write a constant, or one of " + FILE + ", " + LOADED_AT + " and " + RECORD);
    }

    private void checkBoolean(String setting) {
        require(
                trueValues.isEmpty() == falseValues.isEmpty(),
                setting,
                "has only one of true and false; write the texts of both");
        require(
                trueValues.stream().noneMatch(falseValues::contains),
                setting,
                "has the same text in true and in false; remove one of them");
    }

    /** Returns whether the column's texts mean true or false. */
    public boolean isBoolean() {
        return !trueValues.isEmpty() || !falseValues.isEmpty();
    }

    /** Returns whether the column's texts are numbers in another form than the database's. */
    public boolean isNumber() {
        return decimal != null || grouping != null;
    }

    /** Returns the decimal separator of the file's numbers. */
    public String decimalSeparator() {
        return decimal == null ? "." : decimal;
    }

    /**
     * Returns the formatter of a pattern. It is strict: a date must exist on the calendar.
     *
     * @throws IllegalArgumentException if the pattern is invalid
     */
    public static DateTimeFormatter timeFormatter(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Returns whether a value in this form holds all parts of a date, or of a time of the day, that it has letters for. */
    private boolean isPattern() {
        String letters = format.replaceAll("'[^']*'", "");
        try {
            DateTimeFormatter formatter = timeFormatter(format);
            TemporalAccessor parsed = formatter.parse(formatter.format(SAMPLE));
            boolean date = parsed.query(TemporalQueries.localDate()) != null;
            boolean time = parsed.query(TemporalQueries.localTime()) != null;
            return (date || time)
                    && (date || !letters.matches(".*[GuyYDMLdQqwWEecF].*"))
                    && (time || !letters.matches(".*[aBhHkKmsSAnN].*"))
                    && !letters.matches(".*[zv].*");
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }
}
