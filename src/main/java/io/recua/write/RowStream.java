package io.recua.write;

import io.recua.row.Row;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows in the form that {@code LOAD DATA} reads: fields apart by tabs, then the load, the run if there is
 * one, the record and the key, backslash
 * before what would be taken for something else, {@code \N} for NULL; UTF-8 but for the key, which is 16 bytes. One row
 * is encoded at a time.
 */
final class RowStream extends InputStream {

    private static final byte[] NULL = {'\\', 'N'};

    private final Iterator<Row> rows;
    private final int columns;
    private final byte[] origin;
    private final ByteBuffer key = ByteBuffer.allocate(2 * Long.BYTES);
    private byte[] buffer = new byte[1 << 13];
    private int position;
    private int end;

    /** @param origin what all of the rows have in common: the load's number, and the run's where the table takes it */
    RowStream(List<Row> rows, int columns, List<Long> origin) {
        this.rows = rows.iterator();
        this.columns = columns;
        this.origin = origin.stream()
                .map(String::valueOf)
                .collect(Collectors.joining("\t"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() {
        return position < end || encodeNext() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        int given = 0;
        while (given < length && (position < end || encodeNext())) {
            int count = Math.min(length - given, end - position);
            System.arraycopy(buffer, position, to, offset + given, count);
            position += count;
            given += count;
        }
        return given == 0 && length > 0 ? -1 : given;
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
        append(origin);
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

    private void reserve(int more) {
        if (buffer.length - end < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, end + more));
        }
    }
}
