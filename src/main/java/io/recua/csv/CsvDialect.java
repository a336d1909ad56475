package io.recua.csv;

import io.recua.config.CsvProperties;

/**
 * The special characters of a CSV. Each is an ASCII character, so the reader compares it with single bytes.
 *
 * @param delimiter the character between two fields
 * @param quote the character around a quoted field; {@link #NONE} if fields are never quoted
 * @param escape the character that changes the meaning of the next one; {@link #NONE} if there is none
 */
public record CsvDialect(int delimiter, int quote, int escape) {

    /** Stands for an absent character: no byte has this value. */
    public static final int NONE = 0x100;

    /** Returns the dialect that the feed's settings describe. */
    public static CsvDialect of(CsvProperties csv) {
        return new CsvDialect(
                csv.delimiter().charAt(0),
                csv.isQuoted() ? csv.quote().charAt(0) : NONE,
                csv.escape() == null ? NONE : csv.escape().charAt(0));
    }

    /**
     * Returns the value of the byte after an escape, by the rules of LOAD DATA and mysqldump; other bytes stay as they
     * are.
     */
    static byte unescaped(byte b) {
        return switch (b) {
            case '0' -> 0;
            case 'b' -> '\b';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'Z' -> 0x1a;
            default -> b;
        };
    }
}
