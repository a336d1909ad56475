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
 * The way from Recua to the tests' database, or to another server. It can be cut: connections break, and new ones at once. It can
 * freeze: connections stay open, new ones too, and nothing arrives until it thaws.
 */
public final class DatabaseLink implements AutoCloseable {

    private final URI server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket entry;
    private volatile boolean cut;
    private volatile CountDownLatch flow = new CountDownLatch(0);

    private DatabaseLink(URI server) throws IOException {
        this.server = server;
        this.entry = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Background.run(this::accept);
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

    /** Keeps the port: whoever connects next might be given it. */
    public void limits() throws IOException {
        cut = true;
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    public void mend() {
        cut = false;
    }

    public void freeze() {
        flow = new CountDownLatch(1);
    }

    /** What was sent meanwhile arrives. */
    public void thaw() {
        flow.countDown();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entry.accept();
            if (cut) {
                client.close();
            } else {
                open.add(client);
                Background.run(() -> connect(client));
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket target = new Socket(server.getHost(), server.getPort());
            open.add(target);
            Background.run(() -> pass(client, target));
            pass(target, client);
        } finally {
            client.close();
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[1 << 14];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer); count >= 0; ) {
                awaitFlow();
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
        }
    }

    private void awaitFlow() throws IOException {
        try {
            flow.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() {
        try {
            entry.close();
            limits();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thaw();
        }
    }
}
