package io.recua.load;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * Rows in the form that {@code LOAD DATA} reads: fields apart by tabs, the lineage and the hexadecimal key behind them,
 * backslash before what would be taken for something else, {@code \N} for NULL, UTF-8. One row is encoded at a time.
 */
final class RowStream extends InputStream {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] NULL = {'\\', 'N'};

    private final Iterator<Row> rows;
    private final byte[] loadId;
    private byte[] buffer = new byte[1 << 13];
    private int position;
    private int end;

    RowStream(List<Row> rows, long loadId) {
        this.rows = rows.iterator();
        this.loadId = Long.toString(loadId).getBytes(StandardCharsets.US_ASCII);
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
        Values values = row.values();
        for (int i = 0; i < values.count(); i++) {
            if (values.isNull(i)) {
                append(NULL);
            } else {
                appendEscaped(values.utf8(), values.start(i), values.length(i));
            }
            append('\t');
        }
        append(loadId);
        append('\t');
        append(Long.toString(row.number()).getBytes(StandardCharsets.US_ASCII));
        append('\t');
        append(HEX.toHexDigits(row.key().high()).getBytes(StandardCharsets.US_ASCII));
        append(HEX.toHexDigits(row.key().low()).getBytes(StandardCharsets.US_ASCII));
        append('\n');
        return true;
    }

    private void appendEscaped(byte[] bytes, int from, int length) {
        reserve(2 * length);
        for (int i = from; i < from + length; i++) {
            byte b = bytes[i];
            if (b == '\\' || b == '\t' || b == '\n') {
                buffer[end++] = '\\';
            }
            if (b == 0) {
                buffer[end++] = '\\';
                buffer[end++] = '0';
            } else {
                buffer[end++] = b;
            }
        }
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
