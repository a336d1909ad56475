package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.ingest.RefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands before the header line and is no part of the CSV: byte order marks, the line {@code sep=;} of Excel, and the
 * lines that the feed's settings pass over.
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
     * Passes the prologue over.
     *
     * @param in whose bytes of line breaks, delimiter and comment stand for themselves
     * @return the number of the line that comes next, from 1
     */
    static long skip(BufferedInputStream in, CsvProperties csv) throws IOException {
        Prologue prologue = new Prologue(in);
        while (Arrays.equals(prologue.next(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.skipNBytes(BYTE_ORDER_MARK.length);
        }
        prologue.skipSeparator(csv.delimiter().charAt(0));
        while (prologue.line <= csv.skipLines() && prologue.next(1).length > 0) {
            prologue.skipLine();
        }
        if (csv.comment() != null) {
            prologue.skipComments(csv.comment());
        }
        return prologue.line;
    }

    /** The next bytes, fewer at the end; they are read once more. */
    private byte[] next(int count) throws IOException {
        in.mark(count);
        byte[] bytes = in.readNBytes(count);
        in.reset();
        return bytes;
    }

    /** Excel writes the delimiter into a line of its own. */
    private void skipSeparator(char delimiter) throws IOException {
        byte[] start = next(SEPARATOR.length + 2);
        boolean alone = start.length == SEPARATOR.length + 1
                || start.length > SEPARATOR.length + 1 && isLineBreak(start[SEPARATOR.length + 1]);
        if (!alone || !Arrays.equals(start, 0, SEPARATOR.length, SEPARATOR, 0, SEPARATOR.length)) {
            return;
        }
        char written = (char) (start[SEPARATOR.length] & 0xff);
        if (written != delimiter) {
            throw new RefusedException("line 1 is sep=" + Excerpt.of(String.valueOf(written))
                    + ", but the feed's csv.delimiter is " + Excerpt.of(String.valueOf(delimiter))
                    + "; write the one of the file");
        }
        skipLine();
    }

    /** Blank lines between comments are passed over with them, as everywhere. */
    private void skipComments(String comment) throws IOException {
        byte[] start = next(comment.length());
        while (start.length > 0 && (isLineBreak(start[0]) || comment.equals(latin(start)))) {
            skipLine();
            start = next(comment.length());
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void skipLine() throws IOException {
        int b = in.read();
        while (b >= 0 && !isLineBreak((byte) b)) {
            b = in.read();
        }
        if (b == '\r' && Arrays.equals(next(1), new byte[] {'\n'})) {
            in.skipNBytes(1);
        }
        line++;
    }

    private static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
