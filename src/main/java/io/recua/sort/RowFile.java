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

/**
 * Stores rows in a temporary file. Nothing remains of the file when it is closed or the process dies. The owner must
 * close it. {@link #append} is not thread-safe.
 */
final class RowFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel channel;

    RowFile() {
        try {
            Path path = Files.createTempFile("recua-run-", ".rows");
            // Unix removes the name now, and frees the space when the file is closed or the process ends.
            this.channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw sortFailure(e);
        }
    }

    private static UncheckedIOException sortFailure(IOException e) {
        return new UncheckedIOException(new IOException(
                "cannot sort rows in " + System.getProperty("java.io.tmpdir")
                        + "; free space there, or lower recua.load.run-batches: " + e.getMessage(),
                e));
    }

    /**
     * Writes the rows at the end of the file, each as its length (four bytes) and its bytes in {@link RowFormat}.
     *
     * @return the part of the file that holds these rows
     * @throws UncheckedIOException if the file cannot be written
     */
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
            throw sortFailure(e);
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
            throw sortFailure(e);
        }
    }
}
