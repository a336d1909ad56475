package io.recua.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kinds of files that are not plain CSV, recognized by their first bytes. */
enum Kind {
    GZIP("gzip", "\\x1f\\x8b"),
    ZIP("a zip file", "PK(\\x03\\x04|\\x05\\x06|\\x07\\x08)"),
    XZ("xz", "\\xfd7zXZ\\x00"),
    BZIP2("bzip2", "BZh[1-9]1AY&SY"),
    ZSTANDARD("zstd", "\\x28\\xb5\\x2f\\xfd"),
    LZ4("lz4", "\\x04\\x22\\x4d\\x18"),
    SEVEN_ZIP("a 7z file", "7z\\xbc\\xaf\\x27\\x1c"),
    RAR("a rar file", "Rar!\\x1a\\x07"),
    TAR("a tar file", "(?s)(?=[^\\x00]{1,100}\\x00).{257}ustar"),
    PARQUET("a Parquet file", "PAR1[^ -~]"),
    OLD_EXCEL("an Excel workbook", "\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1"),
    PDF("a PDF document", "%PDF-"),
    HTML("an HTML page", "(?i)(\\xef\\xbb\\xbf)?\\s*+<(!doctype html|html|head|body)\\b"),
    XML("an XML document", "(\\xef\\xbb\\xbf)?<\\?xml\\s"),
    /** Not refused if the feed's charset has units of four bytes. */
    UTF_32("text in UTF-32", "\\xff\\xfe\\x00\\x00|\\x00\\x00\\xfe\\xff"),
    /** Not refused if the feed's charset has units of two bytes. Without a byte order mark, ASCII has a NUL in each unit. */
    UTF_16("text in UTF-16", "\\xff\\xfe|\\xfe\\xff|([^\\x00]\\x00){4}|(\\x00[^\\x00]){4}");

    /** The number of bytes that {@link #of} needs. */
    static final int HEAD_BYTES = 512;

    private final String title;
    private final Pattern pattern;

    Kind(String title, String pattern) {
        this.title = title;
        // The patterns match ISO-8859-1 text, in which each character is one byte.
        this.pattern = Pattern.compile(pattern);
    }

    /** Returns the kind of a file with these first bytes; empty if it may be CSV. */
    static Optional<Kind> of(byte[] head) {
        String bytes = new String(head, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(kind -> kind.pattern.matcher(bytes).lookingAt())
                .findFirst();
    }

    /** Returns whether it is text in a charset whose units have several bytes. */
    boolean isText() {
        return this == UTF_16 || this == UTF_32;
    }

    /** Returns the name for messages, with its article if it has one. */
    String title() {
        return title;
    }
}
