package io.recua.config;

import java.nio.charset.Charset;
import java.util.Locale;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a feed's CSV is written.
 *
 * @param charset the encoding; byte order marks are skipped
 * @param delimiter one character between two fields; {@code \t} is the tab
 * @param quote one character around a field, or {@code none} where a quote is a character like any other
 * @param escape one character that changes the meaning of the next one, as {@code LOAD DATA} reads it; none if absent
 * @param skipLines how many lines before the header are passed over
 * @param comment what a line before the header begins with if it is passed over; no line is if absent
 * @param compression how the object is packed
 * @param maxUnpacked the size above which a packed object is refused while it is unpacked; if absent, a hundred times
 *     its packed size, and a gigabyte at least
 */
public record CsvProperties(
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue(",") String delimiter,
        @DefaultValue("\"") String quote,
        String escape,
        @DefaultValue("0") int skipLines,
        String comment,
        @DefaultValue("auto") Compression compression,
        DataSize maxUnpacked) {

    private static final String NONE = "none";
    private static final int USUAL_RATIO = 100;
    private static final DataSize ALWAYS_ALLOWED = DataSize.ofGigabytes(1);

    /** How an object is packed. */
    public enum Compression {
        /** By the end of the object's key, {@code .gz} or {@code .zip}, else by its first bytes. */
        AUTO,
        NONE,
        GZIP,
        /** A zip file with one file in it. */
        ZIP
    }

    public CsvProperties {
        delimiter = "\\t".equals(delimiter) ? "\t" : delimiter;
        checkAscii("delimiter", delimiter);
        if (!NONE.equals(quote)) {
            checkAscii("quote", quote);
        }
        if (escape != null) {
            checkAscii("escape", escape);
        }
        if (delimiter.equals(quote)) {
            throw new IllegalArgumentException("csv.quote and csv.delimiter must differ");
        }
        if (delimiter.equals(escape) || quote.equals(escape)) {
            throw new IllegalArgumentException("csv.escape must be another character than csv.delimiter and csv.quote;"
                    + " a doubled quote needs no escape");
        }
        if (skipLines < 0) {
            throw new IllegalArgumentException("csv.skip-lines must be 0 or the number of lines before the header");
        }
        if (comment != null && !comment.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "csv.comment must be what a line before the header begins with, in ASCII without blanks, such as #");
        }
        if (maxUnpacked != null && maxUnpacked.toBytes() < 1) {
            throw new IllegalArgumentException("csv.max-unpacked must be a size above zero, such as 5GB");
        }
    }

    /** How an object of this name is packed; {@code AUTO} if neither the settings nor the name say so. */
    public Compression compressionOf(String name) {
        if (compression != Compression.AUTO) {
            return compression;
        }
        String end = name.toLowerCase(Locale.ROOT);
        return end.endsWith(".gz") ? Compression.GZIP : end.endsWith(".zip") ? Compression.ZIP : Compression.AUTO;
    }

    /** Whether fields may be quoted at all. */
    public boolean isQuoted() {
        return !NONE.equals(quote);
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
