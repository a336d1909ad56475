package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.ingest.RefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Skips the parts of a file before its first record. In this order:
 *
 * <ol>
 *   <li>byte order marks;
 *   <li>the line {@code sep=;} of Excel, if it names the feed's delimiter;
 *   <li>the first {@code csv.skip-lines} lines of the file.
 * </ol>
 *
 * <p>The reader skips comments, because they may also stand between the records.
 */
final class Prologue {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] SEPARATOR = {'s', 'e', 'p', '='};

    private final BufferedInputStream in;
    private long line = 1;

    private Prologue(BufferedInputStream in) {
        this.in = in;
    }

    /**
     * Skips the prologue.
     *
     * @param in the stream, in a charset for which {@link RecordCharset#isBytewise} is true
     * @return the number of the next line, from 1
     * @throws RefusedException if the line {@code sep=} names another delimiter than the feed's
     */
    static long skip(BufferedInputStream in, CsvProperties csv) throws IOException {
        Prologue prologue = new Prologue(in);
        while (Arrays.equals(prologue.peek(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.skipNBytes(BYTE_ORDER_MARK.length);
        }
        prologue.skipSeparator(csv.delimiter().charAt(0));
        while (prologue.line <= csv.skipLines() && prologue.peek(1).length > 0) {
            prologue.skipLine();
        }
        return prologue.line;
    }

    /** Returns the next bytes, fewer at the end of the stream. They stay in the stream. */
    private byte[] peek(int count) throws IOException {
        in.mark(count);
        byte[] bytes = in.readNBytes(count);
        in.reset();
        return bytes;
    }

    /** Skips the line in which Excel names the delimiter. */
    private void skipSeparator(char delimiter) throws IOException {
        byte[] start = peek(SEPARATOR.length + 2);
        boolean isWholeLine = start.length == SEPARATOR.length + 1
                || start.length > SEPARATOR.length + 1 && isLineBreak(start[SEPARATOR.length + 1]);
        if (!isWholeLine || !Arrays.equals(start, 0, SEPARATOR.length, SEPARATOR, 0, SEPARATOR.length)) {
            return;
        }
        char found = (char) (start[SEPARATOR.length] & 0xff);
        if (found != delimiter) {
            throw new RefusedException("line 1 is sep=" + Excerpt.of(String.valueOf(found))
                    + ", but the feed's csv.delimiter is " + Excerpt.of(String.valueOf(delimiter))
                    + "; write the delimiter of the file there");
        }
        skipLine();
    }

    private void skipLine() throws IOException {
        int b = in.read();
        while (b >= 0 && !isLineBreak((byte) b)) {
            b = in.read();
        }
        if (b == '\r' && Arrays.equals(peek(1), new byte[] {'\n'})) {
            in.skipNBytes(1);
        }
        line++;
    }

    private static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
