package io.recua.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes the fields of records, one at a time. Invalid bytes are an error, never replaced. Not thread-safe. */
public final class FieldDecoder {

    private final Charset charset;
    private final CharsetDecoder decoder;

    /** @param charset the charset of the object; {@link Decompressor} may have converted its records to UTF-8 */
    public FieldDecoder(Charset charset) {
        this.charset = charset;
        this.decoder = RecordCharset.of(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * Returns the text of a field; null if the field is NULL.
     *
     * @throws CharacterCodingException if its bytes are not valid in the charset
     */
    public String decode(CsvRecord record, int field) throws CharacterCodingException {
        return record.isNull(field) ? null : text(record, field);
    }

    /**
     * Returns the text of a field, whether or not it means NULL.
     *
     * @throws CharacterCodingException if its bytes are not valid in the charset
     */
    String text(CsvRecord record, int field) throws CharacterCodingException {
        byte[] bytes = record.bytes(field);
        return record.isAscii()
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : decoder.decode(ByteBuffer.wrap(bytes)).toString();
    }

    /** Returns the charset of the object. */
    public Charset charset() {
        return charset;
    }

    /** Returns whether the records are in UTF-8. */
    public boolean isUtf8() {
        return decoder.charset().equals(StandardCharsets.UTF_8);
    }
}
