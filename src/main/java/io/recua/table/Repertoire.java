package io.recua.table;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Set;

/**
 * The characters that a charset of the database stores and gives back unchanged.
 *
 * @param charset its name in the database
 * @param bmp those of the Basic Multilingual Plane
 * @param supplementary whether it has all of the other planes
 */
record Repertoire(String charset, BitSet bmp, boolean supplementary) {

    /** No charset takes more bytes for a UTF-16 unit. */
    static final int MOST_BYTES = 4;

    private static final int ASCII = 0x80;
    private static final int PLANE = 0x10000;
    private static final int SURROGATES = 0x800;
    private static final Set<String> TWO_BYTES = Set.of("ucs2", "utf16", "utf16le");

    /** For columns without a charset: their bytes are those of the value in UTF-8. */
    static final Repertoire BINARY = unicode("binary", true);

    /** The charset of this name, if it has a whole plane of Unicode. */
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

    /** Whether the bytes of a value are those of UTF-8. */
    boolean isUtf8() {
        return charset.startsWith("utf8") || charset.equals("binary");
    }

    /** How many bytes an ASCII character takes, the least of all characters. */
    int leastBytes() {
        return TWO_BYTES.contains(charset) ? 2 : charset.equals("utf32") ? 4 : 1;
    }

    /** The length in bytes: exact for UTF-8 and for charsets of one length, the least that it can be for others. */
    long leastOctets(String value) {
        return isUtf8()
                ? value.getBytes(StandardCharsets.UTF_8).length
                : (long) leastBytes() * value.codePointCount(0, value.length());
    }
}
