package io.recua.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way from Recua to the tests' database, on which COMMITs go wrong. It reads MySQL's packets: three bytes
 * of length, little-endian, a sequence number, the payload; a statement is 3 and its text.
 */
public final class CommitLink implements AutoCloseable {

    /** What becomes of a COMMIT and of the connection that it came by. */
    public enum Fault {
        NONE,
        /** The connection is cut before the server gets it. */
        LOST,
        /** The server gets it, and the connection is cut before its answer arrives. */
        UNANSWERED,
        /** The connection is cut, and the server gets it after Recua looked whether it did. */
        LATE
    }

    /** Whose COMMITs go wrong. */
    public enum Work {
        LANE("update recua_lane set last_record", "select last_record, committed_in_run from recua_lane"),
        LANDING("insert into recua_fetch (", "select 1 from recua_lease where name");

        /** The beginning of a statement that no other work has. */
        private final String own;
        /** The beginning of the statement with which Recua looks whether the COMMIT did. */
        private final String look;

        Work(String own, String look) {
            this.own = own;
            this.look = look;
        }
    }

    private static final int LONGEST_BEGINNING = 60;
    private static final int PAUSE_MILLIS = 200;
    private static final int LOOK_SECONDS = 10;

    private final URI database;
    private final Work work;
    private final Supplier<Fault> faults;
    private final ServerSocket entry;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final List<CountDownLatch> late = new CopyOnWriteArrayList<>();

    /** @param faults asked at each COMMIT of the work, by several threads */
    public CommitLink(TestDatabase database, Work work, Supplier<Fault> faults) throws IOException {
        this.database = database.address();
        this.work = work;
        this.faults = faults;
        this.entry = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        open.add(entry);
        Background.run(() -> {
            while (true) {
                Socket client = entry.accept();
                open.add(client);
                Background.run(() -> connect(client));
            }
        });
    }

    /** The database by this way, with packets that can be read. */
    public TestDatabase to(TestDatabase real) {
        String url = "jdbc:mysql://127.0.0.1:" + entry.getLocalPort() + database.getPath()
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        return new TestDatabase(url, real.user(), real.password());
    }

    private void connect(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(database.getHost(), database.getPort())) {
            open.add(server);
            Background.run(() -> {
                try (client;
                        server) {
                    server.getInputStream().transferTo(client.getOutputStream());
                }
            });
            pass(client, server);
        }
    }

    private void pass(Socket client, Socket server) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        boolean own = false;
        while (true) {
            byte[] packet = packet(in);
            boolean statement = packet.length > 5 && packet[4] == 3;
            String sql = statement ? text(packet) : "";
            own |= sql.startsWith(work.own);
            Fault fault = own && sql.equalsIgnoreCase("commit") ? faults.get() : Fault.NONE;
            if (fault != Fault.NONE) {
                misdeliver(packet, fault, client, server);
                return;
            }
            server.getOutputStream().write(packet);
            if (sql.startsWith(work.look)) {
                late.forEach(CountDownLatch::countDown);
            }
        }
    }

    private static byte[] packet(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(4);
        if (header.length < 4) {
            throw new IOException("the client is gone");
        }
        int length = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        byte[] packet = new byte[4 + length];
        System.arraycopy(header, 0, packet, 0, 4);
        in.readFully(packet, 4, length);
        return packet;
    }

    /** On MySQL, but not on MariaDB, the number of the statement's attributes, 0, and of their sets, 1, come first. */
    private static String text(byte[] packet) {
        int start = packet[5] == 0 ? 7 : 5;
        int length = Math.min(packet.length - start, LONGEST_BEGINNING);
        return new String(packet, start, length, StandardCharsets.ISO_8859_1);
    }

    private void misdeliver(byte[] commit, Fault fault, Socket client, Socket server) throws IOException {
        CountDownLatch looked = new CountDownLatch(1);
        late.add(looked);
        client.close();
        if (fault == Fault.LATE) {
            awaitLook(looked);
        }
        late.remove(looked);
        if (fault != Fault.LOST) {
            server.getOutputStream().write(commit);
            // A server that loses its client may forget what it has not read yet.
            pause();
        }
    }

    private static void awaitLook(CountDownLatch looked) throws IOException {
        try {
            looked.await(LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        pause();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable socket : open) {
            socket.close();
        }
    }
}
