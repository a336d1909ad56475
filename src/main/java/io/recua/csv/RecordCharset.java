package io.recua.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Tells in which charset the records of an object are read. */
public final class RecordCharset {

    private RecordCharset() {}

    /** Returns the charset of the records of an object in the given charset. */
    public static Charset of(Charset charset) {
        return isBytewise(charset) ? charset : StandardCharsets.UTF_8;
    }

    /**
     * Returns whether the bytes of delimiters, quotes and line breaks never occur within another character, so that the
     * CSV can be split without decoding it. An object in another charset is converted to UTF-8 first.
     */
    static boolean isBytewise(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.canEncode()
                        && charset.newEncoder().maxBytesPerChar() == 1
                        && charset.contains(StandardCharsets.US_ASCII);
    }
}
