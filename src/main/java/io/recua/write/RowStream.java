package io.recua.write;

import io.recua.row.Row;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Encodes rows as LOAD DATA lines, one row at a time. A line ends with LF; its values are separated by tabs:
 *
 * <pre>
 * the value of each column, in UTF-8
 * the load's number
 * the run's number
 * the number of the record
 * the hash of the key, 16 bytes
 * </pre>
 *
 * <p>{@code \}, tab, LF and NUL are escaped by a backslash; NULL is {@code \N}.
 */
final class RowStream extends InputStream {

    private static final byte[] NULL = {'\\', 'N'};

    private final Iterator<Row> rows;
    private final int columns;
    private final byte[] loadAndRun;
    private final ByteBuffer key = ByteBuffer.allocate(2 * Long.BYTES);
    private byte[] buffer = new byte[1 << 13];
    private int position;
    private int end;

    RowStream(List<Row> rows, int columns, long loadId, long run) {
        this.rows = rows.iterator();
        this.columns = columns;
        this.loadAndRun = (loadId + "\t" + run).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() {
        return position < end || encodeNext() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        int copied = 0;
        while (copied < length && (position < end || encodeNext())) {
            int count = Math.min(length - copied, end - position);
            System.arraycopy(buffer, position, to, offset + copied, count);
            position += count;
            copied += count;
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    private boolean encodeNext() {
        if (!rows.hasNext()) {
            return false;
        }
        Row row = rows.next();
        position = 0;
        end = 0;
        for (int i = 0; i < columns; i++) {
            if (row.isNull(i)) {
                append(NULL);
            } else {
                appendEscaped(row.utf8(i), row.start(i), row.length(i));
            }
            append('\t');
        }
        append(loadAndRun);
        append('\t');
        append(Long.toString(row.number()).getBytes(StandardCharsets.US_ASCII));
        append('\t');
        key.putLong(0, row.key().high()).putLong(Long.BYTES, row.key().low());
        appendEscaped(key.array(), 0, key.capacity());
        append('\n');
        return true;
    }

    private void appendEscaped(byte[] bytes, int from, int length) {
        reserve(2 * length);
        byte[] to = buffer;
        int at = end;
        for (int i = from; i < from + length; i++) {
            byte b = bytes[i];
            if (b == '\\' || b == '\t' || b == '\n' || b == 0) {
                to[at++] = '\\';
            }
            to[at++] = b == 0 ? (byte) '0' : b;
        }
        end = at;
    }

    private void append(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
    }

    private void append(char ascii) {
        reserve(1);
        buffer[end++] = (byte) ascii;
    }

    private void reserve(int bytes) {
        if (buffer.length - end < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, end + bytes));
        }
    }
}
