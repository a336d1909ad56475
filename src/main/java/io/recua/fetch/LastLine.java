package io.recua.fetch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Looks whether a text ends with a line break. */
final class LastLine {

    /** A character of UTF-32. */
    private static final int LONGEST = 4;

    private LastLine() {}

    /** Whether the last line ends with a line break; a packed file has no lines, and tells by itself where it ends. */
    static boolean isWhole(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            int first = content.read();
            int second = content.read();
            boolean packed = first == 0x1f && second == 0x8b || first == 'P' && second == 'K';
            return packed || endsWithLineBreak(content);
        }
    }

    /** In UTF-16 and UTF-32, zeros may stand behind it. */
    private static boolean endsWithLineBreak(RandomAccessFile content) throws IOException {
        long length = content.length();
        for (long at = length - 1; at >= Math.max(0, length - LONGEST); at--) {
            content.seek(at);
            int last = content.read();
            if (last != 0) {
                return last == '\n' || last == '\r';
            }
        }
        return false;
    }
}
