package io.recua.config;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * The CSV format of a feed.
 *
 * @param charset the encoding; byte order marks are skipped
 * @param delimiter the character between two fields; {@code \t} means a tab
 * @param quote the character around quoted fields; {@code none} if fields are never quoted
 * @param escape the character that escapes the next one, with the semantics of {@code LOAD DATA}; null for none
 * @param skipLines the number of lines to skip before the header
 * @param comment the prefix of lines to skip, before the header and between the records; null for none
 * @param header {@code true} if the first line names the columns; {@code false} if the file has no header line, and the
 *     fields have the names 1, 2, 3 and so on; or the names of the fields of a file without header line
 * @param nulls the texts that mean NULL in a field without quotes
 * @param trim whether blanks and tabs around fields are removed; blanks within quotes stay
 * @param maxRecord the maximum size of a record; a larger one is rejected. A record needs up to twelve times its size in
 *     memory
 * @param compression the compression of the object
 * @param maxUnpacked the maximum decompressed size; a larger object is refused during the decompression. If null, the
 *     limit is 100 times the compressed size, but at least 1 GB
 */
public record CsvProperties(
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue(",") String delimiter,
        @DefaultValue("\"") String quote,
        String escape,
        @DefaultValue("0") int skipLines,
        String comment,
        @DefaultValue("true") List<String> header,
        @Name("null") List<String> nulls,
        @DefaultValue("false") boolean trim,
        @DefaultValue("16MB") DataSize maxRecord,
        @DefaultValue("auto") Compression compression,
        DataSize maxUnpacked) {

    /** The default of {@code maxRecord}. */
    public static final DataSize USUAL_MAX_RECORD = DataSize.ofMegabytes(16);

    private static final String NONE = "none";
    private static final DataSize MAX_RECORD = DataSize.ofGigabytes(1);
    private static final int DEFAULT_RATIO = 100;
    private static final DataSize MIN_LIMIT = DataSize.ofGigabytes(1);

    /** The compression of an object. */
    public enum Compression {
        /** Detected by the suffix of the object's key, {@code .gz} or {@code .zip}, otherwise by its first bytes. */
        AUTO,
        NONE,
        GZIP,
        /** A zip file that contains one file. */
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
            throw new IllegalArgumentException("csv.escape must differ from csv.delimiter and csv.quote;"
                    + " doubled quotes need no escape character");
        }
        if (skipLines < 0) {
            throw new IllegalArgumentException("csv.skip-lines must be 0 or the number of lines before the header");
        }
        if (comment != null && !comment.matches("[!-~][ -~]*")) {
            throw new IllegalArgumentException(
                    "csv.comment must be the first characters of a comment line, in ASCII, such as #");
        }
        if (comment != null && List.of(quote, delimiter, String.valueOf(escape)).contains(comment.substring(0, 1))) {
            throw new IllegalArgumentException("csv.comment must not begin with csv.quote, csv.delimiter or csv.escape,"
                    + " because records may begin with them");
        }
        if (header.stream().distinct().count() < header.size() || header.isEmpty()) {
            throw new IllegalArgumentException("csv.header must be true, false, or a list of different names");
        }
        nulls = nulls == null ? List.of("") : List.copyOf(nulls);
        if (maxRecord.toKilobytes() < 64 || maxRecord.compareTo(MAX_RECORD) > 0) {
            throw new IllegalArgumentException("csv.max-record must be a size from 64KB to 1GB, such as 64MB");
        }
        if (maxUnpacked != null && maxUnpacked.toBytes() < 1) {
            throw new IllegalArgumentException("csv.max-unpacked must be a size above zero, such as 5GB");
        }
    }

    /** Returns the compression of an object with this name; {@code AUTO} if neither settings nor name specify it. */
    public Compression compressionOf(String name) {
        if (compression != Compression.AUTO) {
            return compression;
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return lowerCase.endsWith(".gz")
                ? Compression.GZIP
                : lowerCase.endsWith(".zip") ? Compression.ZIP : Compression.AUTO;
    }

    /** Returns whether the file has a header line. */
    public boolean hasHeaderLine() {
        return List.of("true").equals(header);
    }

    /** Returns the names of the fields by the settings; empty if the file's header line or its width decides. */
    public List<String> names() {
        return Set.of(List.of("true"), List.of("false")).contains(header) ? List.of() : header;
    }

    /** Returns whether fields can be quoted. */
    public boolean isQuoted() {
        return !NONE.equals(quote);
    }

    /** Returns the maximum decompressed size, in bytes, of an object with this compressed size. */
    public long maxUnpackedBytes(long packedBytes) {
        return maxUnpacked != null ? maxUnpacked.toBytes() : Math.max(MIN_LIMIT.toBytes(), DEFAULT_RATIO * packedBytes);
    }

    private static void checkAscii(String setting, String value) {
        if (value.length() != 1 || value.charAt(0) > 0x7e || value.charAt(0) == '\n' || value.charAt(0) == '\r') {
            throw new IllegalArgumentException(
                    "csv." + setting + " must be one ASCII character other than a line break");
        }
    }
}
