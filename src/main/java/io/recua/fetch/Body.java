package io.recua.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Reads the body of an HTTP response within a deadline. Closing the stream before its end drops the connection:
 * HttpClient would read the rest of the body first, without a time limit.
 */
final class Body extends HttpEntityWrapper {

    private final ExecChain.Scope scope;
    private final HttpHost host;
    private final Deadline deadline;

    Body(HttpEntity body, ExecChain.Scope scope, HttpHost host, Deadline deadline) {
        super(body);
        this.scope = scope;
        this.host = host;
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
            int count;
            try {
                count = super.read(to, offset, length);
            } catch (IOException e) {
                throw deadline.hasPassed() ? deadline.exception() : Breakdown.of(e, host);
            }
            if (deadline.hasPassed()) {
                throw deadline.exception();
            }
            ended = count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            deadline.close();
            if (!ended) {
                scope.execRuntime.discardEndpoint();
            }
            super.close();
        }
    }
}
