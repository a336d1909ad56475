package io.recua.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Guesses the charset of a sample: UTF-8 if all of it is valid, UTF-16 by its byte order mark, else windows-1252. */
final class CharsetGuess {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** The bytes that windows-1252 does not define. */
    private static final String UNDEFINED = "\u0081\u008d\u008f\u0090\u009d";

    private CharsetGuess() {}

    static Guess<Charset> of(Sample sample) {
        byte[] bytes = sample.bytes();
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        if (first == 0xfffe || first == 0xfeff) {
            return new Guess<>(StandardCharsets.UTF_16, "certain: the file begins with its byte order mark");
        }
        Kind kind = Kind.of(Arrays.copyOf(bytes, Math.min(bytes.length, Kind.HEAD_BYTES)))
                .orElse(null);
        if (kind == Kind.UTF_16) {
            return new Guess<>(
                    bytes[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE,
                    "likely: every second byte is zero, but there is no byte order mark");
        }
        return isUtf8(sample) ? utf8(bytes) : windows(bytes);
    }

    /** The last character of a sample may be cut off. */
    private static boolean isUtf8(Sample sample) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(sample.bytes());
        CharBuffer out = CharBuffer.allocate(1 << 16);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            out.clear();
            result = decoder.decode(in, out, sample.isWhole());
        }
        return !result.isError();
    }

    private static Guess<Charset> utf8(byte[] bytes) {
        if (bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            return new Guess<>(StandardCharsets.UTF_8, "certain: the file begins with its byte order mark");
        }
        long others = count(bytes, b -> b < 0 && (b & 0xc0) != 0x80);
        return new Guess<>(
                StandardCharsets.UTF_8,
                others == 0
                        ? "all characters of the sample are ASCII, so any charset fits"
                        : "certain: all %,d characters beyond ASCII are valid".formatted(others));
    }

    /** Letters are the most frequent characters beyond ASCII in text of Western Europe. */
    private static Guess<Charset> windows(byte[] bytes) {
        long others = count(bytes, b -> b < 0);
        long letters = count(bytes, b -> (b & 0xff) >= 0xc0);
        long undefined = count(bytes, b -> UNDEFINED.indexOf(b & 0xff) >= 0);
        String found = "it is not UTF-8; %,d of %,d bytes beyond ASCII are Western letters".formatted(letters, others);
        return new Guess<>(
                WINDOWS_1252,
                undefined > 0
                        ? "not sure: " + found + ", %,d are not defined in it".formatted(undefined)
                        : (letters * 2 > others ? "likely: " : "not sure: ") + found);
    }

    private interface ByteTest {
        boolean test(byte b);
    }

    private static long count(byte[] bytes, ByteTest test) {
        long count = 0;
        for (byte b : bytes) {
            count += test.test(b) ? 1 : 0;
        }
        return count;
    }
}
