package io.recua.table;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Set;

/**
 * The characters that a charset of the database stores and returns unchanged.
 *
 * @param charset the name of the charset in the database
 * @param bmp its characters in the Basic Multilingual Plane
 * @param supplementary whether it contains all other planes
 */
record Repertoire(String charset, BitSet bmp, boolean supplementary) {

    /** The maximum number of bytes for a UTF-16 unit in any charset. */
    static final int MAX_BYTES = 4;

    private static final int ASCII = 0x80;
    private static final int PLANE = 0x10000;
    private static final int SURROGATES = 0x800;
    private static final Set<String> TWO_BYTES = Set.of("ucs2", "utf16", "utf16le");

    /** The repertoire of columns without a charset. They store the UTF-8 bytes of the value. */
    static final Repertoire BINARY = unicode("binary", true);

    /** Returns the repertoire of a charset that contains the whole Basic Multilingual Plane. */
    static Repertoire unicode(String charset, boolean supplementary) {
        BitSet bmp = new BitSet(PLANE);
        bmp.set(0, PLANE);
        return new Repertoire(charset, bmp, supplementary);
    }

    boolean contains(int character) {
        return character < PLANE ? bmp.get(character) : supplementary;
    }

    boolean isComplete() {
        return supplementary && bmp.cardinality() >= PLANE - SURROGATES;
    }

    boolean hasAscii() {
        return bmp.nextClearBit(0) >= ASCII;
    }

    /** Returns whether the charset stores a value as its UTF-8 bytes. */
    boolean isUtf8() {
        return charset.startsWith("utf8") || charset.equals("binary");
    }

    /** Returns the number of bytes of an ASCII character, which is the minimum of all characters. */
    int minBytes() {
        return TWO_BYTES.contains(charset) ? 2 : charset.equals("utf32") ? 4 : 1;
    }

    /** Returns the length in bytes: exact for UTF-8 and fixed-length charsets, a lower bound for others. */
    long minOctets(String value) {
        return isUtf8()
                ? value.getBytes(StandardCharsets.UTF_8).length
                : (long) minBytes() * value.codePointCount(0, value.length());
    }
}
