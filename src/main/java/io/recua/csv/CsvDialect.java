package io.recua.csv;

import io.recua.config.CsvProperties;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/**
 * The special characters of a CSV and the texts with a meaning, in the charset of the records. The characters are ASCII, so
 * the reader compares them with single bytes.
 *
 * @param delimiter the character between two fields
 * @param quote the character around a quoted field; {@link #NONE} if fields are never quoted
 * @param escape the character that changes the meaning of the next one; {@link #NONE} if there is none
 * @param comment the prefix of lines that are no records; empty if there are none
 * @param trim whether blanks and tabs around fields are not part of them
 * @param emptyIsNull whether an empty field without quotes is NULL
 * @param nulls the other texts that mean NULL in a field without quotes
 * @param maxRecord the maximum size of a record, in bytes
 * @param columns the number of fields that the settings name; 0 if the first record decides
 */
public record CsvDialect(
        int delimiter,
        int quote,
        int escape,
        byte[] comment,
        boolean trim,
        boolean emptyIsNull,
        List<byte[]> nulls,
        int maxRecord,
        int columns) {

    /** Stands for an absent character: no byte has this value. */
    public static final int NONE = 0x100;

    /** Returns the dialect that the feed's settings describe. */
    public static CsvDialect of(CsvProperties csv) {
        Charset charset = RecordCharset.of(csv.charset());
        return new CsvDialect(
                csv.delimiter().charAt(0),
                csv.isQuoted() ? csv.quote().charAt(0) : NONE,
                csv.escape() == null ? NONE : csv.escape().charAt(0),
                (csv.comment() == null ? "" : csv.comment()).getBytes(charset),
                csv.trim(),
                csv.nulls().contains(""),
                csv.nulls().stream()
                        .filter(text -> !text.isEmpty())
                        .map(text -> text.getBytes(charset))
                        .toList(),
                Math.toIntExact(csv.maxRecord().toBytes()),
                csv.names().size());
    }

    /** Returns whether these bytes of a field without quotes are one of {@link #nulls}. */
    boolean isNull(byte[] bytes, int from, int to) {
        for (byte[] text : nulls) {
            if (Arrays.equals(bytes, from, to, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether blanks around fields are removed and this byte is one; a delimiter never is. */
    boolean isTrimmed(byte b) {
        return trim && (b == ' ' || b == '\t') && b != delimiter;
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
