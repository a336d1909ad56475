package io.recua.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on 127.0.0.1 whose connections are served each on a thread of its own, and closed afterwards. */
abstract class LoopbackServer implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    LoopbackServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("The server does not start", e);
        }
    }

    /** Accepts connections from now on: after the constructor, so that the fields of the subclass are there. */
    final void open() {
        threads.execute(this::accept);
    }

    public final int port() {
        return server.getLocalPort();
    }

    /** Serves a connection until it returns. It may fail if the client has had enough. */
    abstract void serve(Socket connection) throws IOException;

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                threads.execute(() -> serveAndClose(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveAndClose(Socket connection) {
        try (connection) {
            serve(connection);
        } catch (IOException e) {
            // The client has had enough.
        }
    }

    @Override
    public final void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
