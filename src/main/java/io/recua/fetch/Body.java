package io.recua.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * The body of an answer, to be read within a deadline. Closing it before its end drops the connection, where HttpClient
 * would read the rest, however long that takes.
 */
final class Body extends HttpEntityWrapper {

    private final ExecRuntime connection;
    private final Duration deadline;
    private final long startedNanos = System.nanoTime();

    Body(HttpEntity body, ExecRuntime connection, Duration deadline) {
        super(body);
        this.connection = connection;
        this.deadline = deadline;
    }

    @Override
    public InputStream getContent() throws IOException {
        return new Content(super.getContent());
    }

    private final class Content extends FilterInputStream {

        private boolean ended;

        Content(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (System.nanoTime() - startedNanos > deadline.toNanos()) {
                throw new IOException("the deadline of " + deadline + " passed before the body ended");
            }
            int count = super.read(to, offset, length);
            ended = count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                connection.discardEndpoint();
            }
            super.close();
        }
    }
}
