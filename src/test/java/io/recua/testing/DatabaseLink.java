package io.recua.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * The way from Recua to the tests' database, or to another server. It can be cut: connections break, and new ones are refused. It can freeze:
 * connections stay open, new ones too, and nothing arrives.
 */
public final class DatabaseLink implements AutoCloseable {

    private final URI server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private ServerSocket entry;
    private volatile boolean frozen;

    private DatabaseLink(URI server) throws IOException {
        this.server = server;
        listen(0);
    }

    public static DatabaseLink to(TestDatabase database) throws IOException {
        return to(database.address());
    }

    public static DatabaseLink to(URI server) throws IOException {
        return new DatabaseLink(server);
    }

    /** The database's JDBC URL by this way. */
    public String url() {
        return "jdbc:" + server.toString().replaceFirst("//[^/]+/", "//127.0.0.1:" + port() + "/");
    }

    /** Where this way begins, at 127.0.0.1. */
    public int port() {
        return entry.getLocalPort();
    }

    public void limits() throws IOException {
        entry.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    public void mend() throws IOException {
        listen(entry.getLocalPort());
    }

    /** For ever. */
    public void freeze() {
        frozen = true;
    }

    private void listen(int port) throws IOException {
        ServerSocket accepting = new ServerSocket();
        accepting.setReuseAddress(true);
        accepting.bind(new java.net.InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        entry = accepting;
        inBackground(() -> {
            while (true) {
                Socket client = accepting.accept();
                Socket server = new Socket(this.server.getHost(), this.server.getPort());
                open.addAll(List.of(client, server));
                inBackground(() -> pass(client, server));
                inBackground(() -> pass(server, client));
            }
        });
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[1 << 14];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer); count >= 0; ) {
                if (frozen) {
                    awaitClosed();
                }
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
        }
    }

    private void awaitClosed() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Ends with the sockets it works on. */
    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException cut) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            limits();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
