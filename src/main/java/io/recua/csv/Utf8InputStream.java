package io.recua.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Converts text of another charset to UTF-8. Invalid bytes stay invalid, so that they reject the row that holds them
 * and no other row. They become {@code 0xFF}, which never occurs in UTF-8, followed by those of them that are not
 * ASCII; an ASCII byte is left out, because it could be read as a delimiter.
 */
final class Utf8InputStream extends InputStream {

    private static final int BUFFER_SIZE = 1 << 14;
    private static final byte INVALID = (byte) 0xff;

    private final InputStream in;
    /** The length of the shortest character, in bytes. */
    private final int unit;

    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final ByteBuffer input = ByteBuffer.allocate(BUFFER_SIZE).flip();
    private final CharBuffer characters = CharBuffer.allocate(BUFFER_SIZE);
    // Holds three bytes for each character, and one invalid sequence.
    private final ByteBuffer utf8 = ByteBuffer.allocate(3 * BUFFER_SIZE + 64).flip();
    private boolean exhausted;
    private boolean ended;

    Utf8InputStream(InputStream in, Charset charset) {
        this.in = in;
        this.unit = charset.canEncode() ? unit(charset) : 1;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Measures the second character, because a byte order mark may come before the first. */
    private static int unit(Charset charset) {
        return "aa".getBytes(charset).length - "a".getBytes(charset).length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        while (!utf8.hasRemaining()) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, utf8.remaining());
        utf8.get(to, offset, count);
        return count;
    }

    /** Decodes the input up to the next invalid bytes and encodes the result. Reads more input if there is none. */
    private void fill() throws IOException {
        CoderResult result = decoder.decode(input, characters, exhausted);
        utf8.clear();
        encode();
        if (result.isError()) {
            // After half a surrogate pair, the UTF-16 decoder also reports the next character, which may be a line
            // break.
            keepInvalid(result.isMalformed() ? Math.min(result.length(), unit) : result.length());
        } else if (result.isUnderflow() && !exhausted) {
            fillInput();
        } else if (result.isUnderflow()) {
            decoder.flush(characters);
            encode();
            ended = true;
        }
        utf8.flip();
    }

    /** Encodes the characters. Half a surrogate pair has no UTF-8 form and becomes an invalid byte. */
    private void encode() {
        characters.flip();
        for (CoderResult result = encoder.encode(characters, utf8, true);
                result.isError();
                result = encoder.encode(characters, utf8, true)) {
            characters.position(characters.position() + result.length());
            utf8.put(INVALID);
        }
        characters.clear();
        encoder.reset();
    }

    private void keepInvalid(int length) {
        utf8.put(INVALID);
        for (int i = 0; i < length; i++) {
            byte b = input.get();
            if (b < 0) {
                utf8.put(b);
            }
        }
    }

    private void fillInput() throws IOException {
        input.compact();
        int count = in.read(input.array(), input.position(), input.remaining());
        exhausted = count < 0;
        input.position(input.position() + Math.max(count, 0)).flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
