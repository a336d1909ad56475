package io.recua.fetch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Checks whether a text file ends with a line break. */
final class LastLine {

    /** The bytes of a character of UTF-32. */
    private static final int MAX_CHARACTER_BYTES = 4;

    private LastLine() {}

    /** Returns whether the last line ends with a line break, or the file is gzip or zip, which mark their own end. */
    static boolean isComplete(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            int first = content.read();
            int second = content.read();
            boolean compressed = first == 0x1f && second == 0x8b || first == 'P' && second == 'K';
            return compressed || endsWithLineBreak(content);
        }
    }

    /** In UTF-16 and UTF-32, zero bytes may follow the byte of the line break. */
    private static boolean endsWithLineBreak(RandomAccessFile content) throws IOException {
        long length = content.length();
        for (long at = length - 1; at >= Math.max(0, length - MAX_CHARACTER_BYTES); at--) {
            content.seek(at);
            int last = content.read();
            if (last != 0) {
                return last == '\n' || last == '\r';
            }
        }
        return false;
    }
}
