package io.recua.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Takes what is put to CloudWatch, and answers that all is well. */
public final class CloudWatchStub implements AutoCloseable {

    private final HttpServer server;
    private final StringBuffer received = new StringBuffer();

    private CloudWatchStub(HttpServer server) {
        this.server = server;
    }

    public static CloudWatchStub start() throws IOException {
        CloudWatchStub stub =
                new CloudWatchStub(HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
        stub.server.createContext("/", stub::take);
        stub.server.start();
        return stub;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All bodies so far; names stand in them as text, whatever the protocol. */
    public String received() {
        return received.toString();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            received.append(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
