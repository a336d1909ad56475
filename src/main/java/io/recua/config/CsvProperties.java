package io.recua.config;

import java.nio.charset.Charset;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a feed's CSV is written.
 *
 * @param charset the encoding; a byte order mark of UTF-8 is skipped
 * @param delimiter one character between two fields; {@code \t} is the tab
 * @param quote one character around a field
 * @param compression how the object is packed
 */
public record CsvProperties(
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue(",") String delimiter,
        @DefaultValue("\"") String quote,
        @DefaultValue("auto") Compression compression) {

    /** How an object is packed. */
    public enum Compression {
        /** By the end of the object's key: {@code .gz}, {@code .zip}, else none. */
        AUTO,
        NONE,
        GZIP,
        /** A zip file with one entry. */
        ZIP
    }

    public CsvProperties {
        delimiter = "\\t".equals(delimiter) ? "\t" : delimiter;
        checkAscii("delimiter", delimiter);
        checkAscii("quote", quote);
        if (delimiter.equals(quote)) {
            throw new IllegalArgumentException("csv.quote and csv.delimiter must differ");
        }
    }

    private static void checkAscii(String setting, String value) {
        if (value.length() != 1 || value.charAt(0) > 0x7e || value.charAt(0) == '\n' || value.charAt(0) == '\r') {
            throw new IllegalArgumentException("csv." + setting + " must be one ASCII character, no line break");
        }
    }
}
