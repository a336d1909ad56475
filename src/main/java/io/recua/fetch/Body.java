package io.recua.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.io.input.ProxyInputStream;
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

    private final class Content extends ProxyInputStream {

        private boolean ended;

        Content(InputStream content) {
            super(content);
        }

        @Override
        protected void afterRead(int count) throws IOException {
            if (deadline.hasPassed()) {
                throw deadline.exception();
            }
            ended = count < 0;
        }

        @Override
        protected void handleIOException(IOException e) throws IOException {
            throw deadline.hasPassed() ? deadline.exception() : Breakdown.of(e, host);
        }

        @Override
        public void close() throws IOException {
            deadline.close();
            if (!ended) {
                scope.execRuntime.discardEndpoint();
            }
            in.close();
        }
    }
}
