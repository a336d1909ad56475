package io.recua.embedded;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** An SQS on 127.0.0.1 that keeps its queues in memory. */
public final class EmbeddedSqs implements AutoCloseable {

    private final SQSRestServer server;
    private final int port;

    private EmbeddedSqs(SQSRestServer server) {
        this.server = server;
        this.port = server.waitUntilStarted().localAddress().getPort();
    }

    public static EmbeddedSqs start() {
        return new EmbeddedSqs(SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start());
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
