package io.recua.load;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes one field at a time from the bytes that a {@link ByteReader} gives as ISO-8859-1 characters. */
final class FieldDecoder {

    private final CharsetDecoder decoder;

    FieldDecoder(Charset charset) {
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * The field's text.
     *
     * @throws CharacterCodingException if its bytes are not valid in the charset
     */
    String decode(String bytes) throws CharacterCodingException {
        if (isAscii(bytes)) {
            return bytes;
        }
        return decoder.decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
    }

    Charset charset() {
        return decoder.charset();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
