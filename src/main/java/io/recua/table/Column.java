package io.recua.table;

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
 */
public record Column(
        String name, String type, Fit fit, boolean nullable, boolean optional, boolean generated, boolean text) {

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

    /** The name quoted for SQL. */
    public String quoted() {
        return quote(name);
    }

    /** An identifier quoted for SQL. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }
}
