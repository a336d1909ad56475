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
 * The way from Recua to the tests' database. It can be cut: connections break, and new ones at once. It can freeze:
 * connections stay open, new ones too, and nothing arrives until it thaws.
 */
public final class DatabaseLink implements AutoCloseable {

    private final URI database;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket entry;
    private volatile boolean cut;
    private volatile CountDownLatch flow = new CountDownLatch(0);

    private DatabaseLink(URI database) throws IOException {
        this.database = database;
        this.entry = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        inBackground(this::accept);
    }

    public static DatabaseLink to(TestDatabase database) throws IOException {
        return new DatabaseLink(URI.create(database.url().substring("jdbc:".length())));
    }

    /** The database's JDBC URL by this way. */
    public String url() {
        return "jdbc:" + database.toString().replaceFirst("//[^/]+/", "//127.0.0.1:" + entry.getLocalPort() + "/");
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
                inBackground(() -> connect(client));
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(database.getHost(), database.getPort());
            open.add(server);
            inBackground(() -> pass(client, server));
            pass(server, client);
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
