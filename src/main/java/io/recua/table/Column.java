package io.recua.table;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of the target table as {@code information_schema.columns} describes it.
 *
 * @param name the name in the database's own spelling
 * @param type the data type with length and sign, such as {@code varchar(255)}
 * @param fit what the column takes; null if Recua cannot write the type
 * @param nullable whether NULL is allowed
 * @param optional whether a row may leave the column out: nullable, or filled by the database
 * @param generated whether the database alone writes it
 * @param text whether an empty string is a value of the type
 * @param plainLength up to how many ASCII characters are surely taken as they are; -1 if each value needs a look
 * @param utf8 whether the bytes of a value in UTF-8 can be assigned without naming their charset
 */
public record Column(
        String name,
        String type,
        Fit fit,
        boolean nullable,
        boolean optional,
        boolean generated,
        boolean text,
        int plainLength,
        boolean utf8) {

    private static final Pattern TEMPORAL = Pattern.compile("(date|datetime|timestamp)(?:\\((\\d)\\))?");
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter NANOSECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn");

    /** What a column takes: the value in the form in which the database stores it, or the reason it does not fit. */
    @FunctionalInterface
    public interface Fit {
        String apply(String value) throws MisfitException;
    }

    /**
     * The value as this column stores it.
     *
     * @param value null for an empty field without quotes
     * @throws MisfitException if MySQL would refuse, cut or change the value
     */
    public String fitted(String value) throws MisfitException {
        String given = value != null && value.isEmpty() && !text ? null : value;
        if (given == null) {
            if (!nullable) {
                throw new MisfitException(name + ": is empty, but the column is NOT NULL");
            }
            return null;
        }
        try {
            return fit.apply(given);
        } catch (MisfitException e) {
            throw new MisfitException(name + ": " + e.getMessage());
        }
    }

    /** An instant as this column takes it: cut, never rounded, to what the type holds. */
    public String stamp(LocalDateTime instant) {
        Matcher temporal = TEMPORAL.matcher(type);
        if (!temporal.matches()) {
            return MILLISECONDS.format(instant);
        }
        if (temporal.group(1).equals("date")) {
            return instant.toLocalDate().toString();
        }
        int decimals = temporal.group(2) == null ? 0 : Integer.parseInt(temporal.group(2));
        String full = NANOSECONDS.format(instant);
        return full.substring(0, full.length() - (decimals == 0 ? 10 : 9 - decimals));
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
