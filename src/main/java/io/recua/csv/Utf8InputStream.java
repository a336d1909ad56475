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
 * Turns text of another charset into UTF-8. Bytes that are invalid in the charset are kept where they are as bytes that are
 * invalid in UTF-8, so that they reject the row that they are in and no other: {@code 0xFF}, which UTF-8 never has, then
 * those of them that are no ASCII, for these could be taken for a delimiter.
 */
final class Utf8InputStream extends InputStream {

    private static final int BUFFER = 1 << 14;
    private static final byte INVALID = (byte) 0xff;

    private final InputStream in;
    /** The bytes of the shortest character. */
    private final int unit;

    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final ByteBuffer given = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer characters = CharBuffer.allocate(BUFFER);
    // Room for three bytes a character, and for one invalid sequence.
    private final ByteBuffer utf8 = ByteBuffer.allocate(3 * BUFFER + 64).flip();
    private boolean exhausted;
    private boolean ended;

    Utf8InputStream(InputStream in, Charset charset) {
        this.in = in;
        this.unit = charset.canEncode() ? unit(charset) : 1;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** A byte order mark may stand before the first character. */
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

    /** Decodes up to the next invalid bytes, or what was read, and encodes it. */
    private void fill() throws IOException {
        CoderResult result = decoder.decode(given, characters, exhausted);
        utf8.clear();
        encode();
        if (result.isError()) {
            // The decoder of UTF-16 takes what follows half a pair for a part of it, be it a line break.
            keepInvalid(result.isMalformed() ? Math.min(result.length(), unit) : result.length());
        } else if (result.isUnderflow() && !exhausted) {
            readOn();
        } else if (result.isUnderflow()) {
            decoder.flush(characters);
            encode();
            ended = true;
        }
        utf8.flip();
    }

    /** A character that UTF-8 does not have, half of a pair, is invalid too. */
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
            byte b = given.get();
            if (b < 0) {
                utf8.put(b);
            }
        }
    }

    private void readOn() throws IOException {
        given.compact();
        int count = in.read(given.array(), given.position(), given.remaining());
        exhausted = count < 0;
        given.position(given.position() + Math.max(count, 0)).flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
