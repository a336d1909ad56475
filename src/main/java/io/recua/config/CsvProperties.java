package io.recua.config;

import java.nio.charset.Charset;
import java.util.Locale;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a feed's CSV is written.
 *
 * @param charset the encoding; a byte order mark of UTF-8 is skipped
 * @param delimiter one character between two fields; {@code \t} is the tab
 * @param quote one character around a field
 * @param compression how the object is packed
 * @param maxUnpacked the size above which a packed object is refused while it is unpacked; if absent, a hundred times
 *     its packed size, and a gigabyte at least
 */
public record CsvProperties(
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue(",") String delimiter,
        @DefaultValue("\"") String quote,
        @DefaultValue("auto") Compression compression,
        DataSize maxUnpacked) {

    private static final int USUAL_RATIO = 100;
    private static final DataSize ALWAYS_ALLOWED = DataSize.ofGigabytes(1);

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
        if (maxUnpacked != null && maxUnpacked.toBytes() < 1) {
            throw new IllegalArgumentException("csv.max-unpacked must be a size above zero, such as 5GB");
        }
    }

    /** How an object of this name is packed; never {@code AUTO}. */
    public Compression compressionOf(String name) {
        if (compression != Compression.AUTO) {
            return compression;
        }
        String end = name.toLowerCase(Locale.ROOT);
        return end.endsWith(".gz") ? Compression.GZIP : end.endsWith(".zip") ? Compression.ZIP : Compression.NONE;
    }

    /** How many bytes an object of this packed size may unpack to. */
    public long maxUnpackedBytes(long packedBytes) {
        return maxUnpacked != null
                ? maxUnpacked.toBytes()
                : Math.max(ALWAYS_ALLOWED.toBytes(), USUAL_RATIO * packedBytes);
    }

    private static void checkAscii(String setting, String value) {
        if (value.length() != 1 || value.charAt(0) > 0x7e || value.charAt(0) == '\n' || value.charAt(0) == '\r') {
            throw new IllegalArgumentException("csv." + setting + " must be one ASCII character, no line break");
        }
    }
}
