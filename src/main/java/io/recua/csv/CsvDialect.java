package io.recua.csv;

import io.recua.config.CsvProperties;

/**
 * The characters that shape a CSV. Each is ASCII, and so is each byte of its value in the stream; {@link #NONE} is the value
 * of no byte.
 */
public record CsvDialect(int delimiter, int quote, int escape) {

    public static final int NONE = 0x100;

    public static CsvDialect of(CsvProperties csv) {
        return new CsvDialect(
                csv.delimiter().charAt(0),
                csv.isQuoted() ? csv.quote().charAt(0) : NONE,
                csv.escape() == null ? NONE : csv.escape().charAt(0));
    }

    /** What the byte behind an escape stands for, as LOAD DATA and mysqldump have it; any other for itself. */
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
