package io.recua.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes the fields of records, one at a time and strictly. */
public final class FieldDecoder {

    private final Charset charset;
    private final CharsetDecoder decoder;

    /** @param charset the charset of the object; its records are in the one that {@link Decompressor} gives */
    public FieldDecoder(Charset charset) {
        this.charset = charset;
        this.decoder = charset(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * The field's text; null if it is empty and without quotes.
     *
     * @throws CharacterCodingException if its bytes are not valid in the charset
     */
    public String decode(CsvRecord record, int field) throws CharacterCodingException {
        if (record.isNull(field)) {
            return null;
        }
        byte[] bytes = record.bytes(field);
        return record.isAscii()
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : decoder.decode(ByteBuffer.wrap(bytes)).toString();
    }

    /** The charset of the object. */
    public Charset charset() {
        return charset;
    }

    /** Whether the records are in UTF-8. */
    public boolean isUtf8() {
        return decoder.charset().equals(StandardCharsets.UTF_8);
    }

    /** The charset of the bytes that {@link #open} gives for text of this charset. */
    static Charset charset(Charset charset) {
        return isBytewise(charset) ? charset : StandardCharsets.UTF_8;
    }

    /** Whether each byte of delimiter, quote and line break stands for itself wherever it is. */
    static boolean isBytewise(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.canEncode()
                        && charset.newEncoder().maxBytesPerChar() == 1
                        && charset.contains(StandardCharsets.US_ASCII);
    }
}
