package io.recua.table;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes a column of the target table, as read from {@code information_schema.columns}.
 *
 * @param name the name as the database spells it
 * @param type the data type with length and sign, such as {@code varchar(255)}
 * @param collation the collation of a text column, which implies its charset; null for other types
 * @param check validates and converts a value; null if Recua cannot write the type
 * @param form the form in which a value is stored and, in a key, hashed, such as {@code decimal(2)}
 * @param nullable whether NULL is allowed
 * @param omitted what the database stores if a row omits the column
 * @param text whether an empty string is a valid value of the type
 * @param plainLength the number of ASCII characters up to which any value is valid and stored unchanged; -1 if every
 *     value must be checked
 * @param utf8 whether a value can be assigned as UTF-8 bytes without a charset conversion in SQL
 */
public record Column(
        String name,
        String type,
        String collation,
        ValueCheck check,
        String form,
        boolean nullable,
        Omitted omitted,
        boolean text,
        int plainLength,
        boolean utf8) {

    /** Other {@code _bin} collations ignore trailing blanks. */
    private static final Pattern EXACT = Pattern.compile("binary|.*_(0900|nopad)_bin");

    /** The forms of values that may have zeros at the end of their fraction. */
    private static final Pattern FRACTION = Pattern.compile("(decimal|datetime|timestamp|time)\\(.*");

    private static final Pattern TEMPORAL = Pattern.compile("(date|datetime|timestamp)(?:\\((\\d)\\))?");
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter NANOSECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn");

    /** Validates a value and converts it to the form in which the database stores it. */
    @FunctionalInterface
    public interface ValueCheck {
        /**
         * Returns the value in the stored form.
         *
         * @throws InvalidValueException if MySQL would refuse, truncate or change the value
         */
        String apply(String value) throws InvalidValueException;
    }

    /** What the database stores in a column that a row omits. */
    public enum Omitted {
        /** Nothing: the database refuses the row. */
        REFUSED,
        /** NULL. */
        NULL,
        /** The default of the column, which may be the same for all rows. */
        DEFAULT,
        /** The next number, unique within the table. */
        AUTO_INCREMENT,
        /** The result of an expression; a row must omit the column. */
        GENERATED
    }

    /**
     * Returns the value in the form in which this column stores it.
     *
     * @param value null for an empty field without quotes
     * @throws InvalidValueException if MySQL would refuse, truncate or change the value
     */
    public String converted(String value) throws InvalidValueException {
        return converted(value, null);
    }

    /**
     * Returns the value in the form in which this column stores it.
     *
     * @param value null for an empty field without quotes
     * @param format converts the text of the file to a text that the column accepts; null if it is one
     * @throws InvalidValueException if the text has another format, or MySQL would refuse, truncate or change the value
     */
    public String converted(String value, ValueCheck format) throws InvalidValueException {
        if (value == null || value.isEmpty() && !text) {
            if (!nullable) {
                throw new InvalidValueException(name + ": is empty, but the column is NOT NULL");
            }
            return null;
        }
        try {
            return check.apply(format == null || value.isEmpty() ? value : format.apply(value));
        } catch (InvalidValueException e) {
            throw new InvalidValueException(name + ": " + e.getMessage());
        }
    }

    /**
     * Formats an instant for this column, truncated (never rounded) to the precision of the type. A TIMESTAMP stores an
     * instant and gets UTC, the time zone of the sessions that write rows. Other types store a local time and get the
     * local time of {@code zone}.
     */
    public String timestampValue(LocalDateTime utc, ZoneId zone) {
        Matcher temporal = TEMPORAL.matcher(type);
        if (!temporal.matches()) {
            return MILLISECONDS.format(local(utc, zone));
        }
        if (temporal.group(1).equals("date")) {
            return local(utc, zone).toLocalDate().toString();
        }
        int decimals = temporal.group(2) == null ? 0 : Integer.parseInt(temporal.group(2));
        String full = NANOSECONDS.format(isInstant() ? utc : local(utc, zone));
        return full.substring(0, full.length() - (decimals == 0 ? 10 : 9 - decimals));
    }

    private static LocalDateTime local(LocalDateTime utc, ZoneId zone) {
        return utc.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone).toLocalDateTime();
    }

    /** Returns whether the column stores an instant, not a local time. */
    public boolean isInstant() {
        return type.startsWith("timestamp");
    }

    /** Returns whether a row may omit the column. */
    public boolean optional() {
        return omitted != Omitted.REFUSED;
    }

    /** Returns whether only the database writes the column. */
    public boolean generated() {
        return omitted == Omitted.GENERATED;
    }

    /** Returns the maximum of an integer column. An exhausted AUTO_INCREMENT column returns it for every new row. */
    public BigInteger maxValue() {
        int bits = type.startsWith("tinyint")
                ? 8
                : type.startsWith("smallint")
                        ? 16
                        : type.startsWith("mediumint") ? 24 : type.startsWith("int") ? 32 : 64;
        return BigInteger.ONE
                .shiftLeft(type.contains("unsigned") ? bits : bits - 1)
                .subtract(BigInteger.ONE);
    }

    /** Returns whether an index over the column tells all values apart: text is compared byte for byte, blanks included. */
    public boolean comparesExactly() {
        return collation == null || EXACT.matcher(collation).matches();
    }

    /**
     * Returns whether a stored value, as the database prints it in UTF-8, is the same as a value of a row. False if they may
     * differ: the database prints a FLOAT with fewer digits than it has.
     */
    public boolean isSame(byte[] printed, byte[] utf8, int start, int length) {
        if (form.startsWith("float") || form.startsWith("double(")) {
            return false;
        }
        int end = start + length;
        return FRACTION.matcher(form).matches()
                ? Arrays.equals(
                        printed,
                        0,
                        withoutZeros(printed, 0, printed.length),
                        utf8,
                        start,
                        withoutZeros(utf8, start, end))
                : Arrays.equals(printed, 0, printed.length, utf8, start, end);
    }

    /** Returns the end of a number or a time without the zeros at the end of its fraction. */
    private static int withoutZeros(byte[] value, int start, int end) {
        int point = start;
        while (point < end && value[point] != '.') {
            point++;
        }
        int last = end;
        while (last > point + 1 && value[last - 1] == '0') {
            last--;
        }
        return last == point + 1 ? point : last;
    }

    /** Returns the properties that decide which values the column accepts and in which form it stores them. */
    String shape() {
        return String.join(
                " ", name, type, String.valueOf(collation), form, nullable ? "null" : "not null", omitted.name());
    }

    /** Returns the name quoted for SQL. */
    public String quoted() {
        return quote(name);
    }

    /** Returns an identifier quoted for SQL. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }
}
