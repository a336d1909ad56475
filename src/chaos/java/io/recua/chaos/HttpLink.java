package io.recua.chaos;

import io.recua.embedded.EmbeddedAws;
import io.recua.testing.Background;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The way from Recua to an HTTP server, on which requests and answers go wrong. Each connection carries one request: the
 * server is told to close it, so that the end of the connection is the end of the answer.
 */
final class HttpLink implements AutoCloseable {

    /** What becomes of a request. */
    enum Fault {
        NONE,
        /** The server does not get it; the answer is 503. */
        UNAVAILABLE,
        /** The server does not get it; the connection is reset. */
        RESET,
        /** The server gets it after a pause of longer than a lease. */
        STALLED,
        /** The server gets it and answers, and the connection is reset instead. */
        UNANSWERED,
        /** The answer arrives in pieces, with pauses between them. */
        SLOW,
        /** The first half of the answer arrives, then the connection is reset. */
        CUT
    }

    private static final byte[] UNAVAILABLE = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    private static final int PIECES = 8;
    private static final int PIECE_MILLIS = 200;

    private final URI server;
    private final Function<String, Fault> faults;
    private final ServerSocket entry;

    /** @param faults asked for each request, with its first line, by several threads */
    HttpLink(URI server, Function<String, Fault> faults) throws IOException {
        this.server = server;
        this.faults = faults;
        this.entry = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Background.run(() -> {
            while (true) {
                Socket client = entry.accept();
                Background.run(() -> serve(client));
            }
        });
    }

    String url(String target) {
        return "http://127.0.0.1:" + entry.getLocalPort() + target;
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            String head = new String(EmbeddedAws.head(client.getInputStream()), StandardCharsets.ISO_8859_1);
            if (head.isEmpty()) {
                return;
            }
            Fault fault = faults.apply(head.lines().findFirst().orElse(""));
            switch (fault) {
                case UNAVAILABLE -> client.getOutputStream().write(UNAVAILABLE);
                case RESET -> reset(client);
                default -> pass(client, head, fault);
            }
        }
    }

    private void pass(Socket client, String head, Fault fault) throws IOException {
        if (fault == Fault.STALLED) {
            pause(Fleet.LEASE_MILLIS + 1_000);
        }
        try (Socket open = new Socket(server.getHost(), server.getPort())) {
            String closing =
                    head.replaceAll("(?i)\r\nConnection:[^\r]*", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            open.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            Background.run(() -> client.getInputStream().transferTo(open.getOutputStream()));
            answer(open, client, fault);
        }
    }

    private static void answer(Socket open, Socket client, Fault fault) throws IOException {
        if (fault == Fault.NONE || fault == Fault.STALLED) {
            open.getInputStream().transferTo(client.getOutputStream());
            return;
        }
        byte[] answer = open.getInputStream().readAllBytes();
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case CUT -> {
                out.write(answer, 0, answer.length / 2);
                // A reset would take along what has not been read yet.
                pause(PIECE_MILLIS);
                reset(client);
            }
            case SLOW -> {
                int piece = answer.length / PIECES + 1;
                for (int from = 0; from < answer.length; from += piece) {
                    out.write(Arrays.copyOfRange(answer, from, Math.min(from + piece, answer.length)));
                    pause(PIECE_MILLIS);
                }
            }
            default -> reset(client);
        }
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
    }

    private static void pause(int millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
    }
}
