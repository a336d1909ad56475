package io.recua.sort;

import io.recua.row.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Rows in a temporary file, of which nothing is left when it is closed or the process dies. */
final class RowFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel channel;

    RowFile() {
        try {
            Path path = Files.createTempFile("recua-run-", ".rows");
            // On Unix the name is gone from here on, and the room with the last use of the file.
            this.channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(new IOException(
                "cannot sort rows in " + System.getProperty("java.io.tmpdir")
                        + "; make room there, or lower recua.load.run-batches: " + e.getMessage(),
                e));
    }

    /** Writes the rows at the end of the file, each as its length and its bytes. */
    Segment append(List<Row> rows) {
        try {
            long start = channel.position();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            for (Row row : rows) {
                int length = RowFormat.length(row);
                if (buffer.remaining() < Integer.BYTES + length) {
                    write(buffer.flip());
                    buffer = buffer.clear().capacity() < Integer.BYTES + length
                            ? ByteBuffer.allocate(Integer.BYTES + length)
                            : buffer;
                }
                RowFormat.write(row, buffer.putInt(length));
            }
            write(buffer.flip());
            return new Segment(channel, start, channel.position());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
