package io.recua.table;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of the target table as {@code information_schema.columns} describes it.
 *
 * @param name the name in the database's own spelling
 * @param type the data type with length and sign, such as {@code varchar(255)}
 * @param collation what a text column compares by, which implies its charset; null for other types
 * @param fit what the column takes; null if Recua cannot write the type
 * @param form the form in which a value is stored, and in a key hashed, such as {@code decimal(2)}
 * @param nullable whether NULL is allowed
 * @param omitted what the database stores where a row leaves the column out
 * @param text whether an empty string is a value of the type
 * @param plainLength up to how many ASCII characters are surely taken as they are; -1 if each value needs a look
 * @param utf8 whether the bytes of a value in UTF-8 can be assigned without naming their charset
 */
public record Column(
        String name,
        String type,
        String collation,
        ValueCheck fit,
        String form,
        boolean nullable,
        Omitted omitted,
        boolean text,
        int plainLength,
        boolean utf8) {

    /** Other {@code _bin} collations ignore trailing blanks. */
    private static final Pattern EXACT = Pattern.compile("binary|.*_(0900|nopad)_bin");

    private static final Pattern TEMPORAL = Pattern.compile("(date|datetime|timestamp)(?:\\((\\d)\\))?");
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter NANOSECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn");

    /** What a column takes: the value in the form in which the database stores it, or the reason it does not fit. */
    @FunctionalInterface
    public interface ValueCheck {
        String apply(String value) throws InvalidValueException;
    }

    /** What the database stores in a column that a row leaves out. */
    public enum Omitted {
        /** Nothing: the row is refused. */
        REFUSED,
        /** NULL. */
        NULL,
        /** The column's default, perhaps the same for every row. */
        DEFAULT,
        /** The next number, which no other row has. */
        AUTO_INCREMENT,
        /** What an expression gives; a row must leave the column out. */
        GENERATED
    }

    /**
     * The value as this column stores it.
     *
     * @param value null for an empty field without quotes
     * @throws InvalidValueException if MySQL would refuse, cut or change the value
     */
    public String fitted(String value) throws InvalidValueException {
        String given = value != null && value.isEmpty() && !text ? null : value;
        if (given == null) {
            if (!nullable) {
                throw new InvalidValueException(name + ": is empty, but the column is NOT NULL");
            }
            return null;
        }
        try {
            return fit.apply(given);
        } catch (InvalidValueException e) {
            throw new InvalidValueException(name + ": " + e.getMessage());
        }
    }

    /**
     * An instant as this column takes it: cut, never rounded, to what the type holds. A TIMESTAMP holds an instant, and
     * gets it in UTC, the zone of the sessions that write rows. Other types hold a local time, and get that of the zone.
     */
    public String stamp(LocalDateTime utc, ZoneId zone) {
        Matcher temporal = TEMPORAL.matcher(type);
        if (!temporal.matches()) {
            return MILLISECONDS.format(local(utc, zone));
        }
        if (temporal.group(1).equals("date")) {
            return local(utc, zone).toLocalDate().toString();
        }
        int decimals = temporal.group(2) == null ? 0 : Integer.parseInt(temporal.group(2));
        String full = NANOSECONDS.format(temporal.group(1).equals("timestamp") ? utc : local(utc, zone));
        return full.substring(0, full.length() - (decimals == 0 ? 10 : 9 - decimals));
    }

    private static LocalDateTime local(LocalDateTime utc, ZoneId zone) {
        return utc.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone).toLocalDateTime();
    }

    /** Whether a row may leave the column out. */
    public boolean optional() {
        return omitted != Omitted.REFUSED;
    }

    /** Whether the database alone writes the column. */
    public boolean generated() {
        return omitted == Omitted.GENERATED;
    }

    /** The highest number of an integer column; an AUTO_INCREMENT column gives it again and again at its end. */
    public BigInteger most() {
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

    /** All of the column that decides which values it takes and in which form. */
    String shape() {
        return String.join(
                " ", name, type, String.valueOf(collation), form, nullable ? "null" : "not null", omitted.name());
    }

    /** The name quoted for SQL. */
    public String quoted() {
        return quote(name);
    }

    /** An identifier quoted for SQL. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }
}
