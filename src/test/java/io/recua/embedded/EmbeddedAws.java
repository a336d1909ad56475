package io.recua.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One address on 127.0.0.1 for several services, as {@code AWS_ENDPOINT_URL} wants it. A client of the SDK keeps its
 * connections to itself, so that the first request on a connection says which service all of it is for; bytes pass as they
 * are, and so do signatures.
 */
public final class EmbeddedAws implements AutoCloseable {

    private final ServerSocket door;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final int otherwise;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "embedded-aws");
        thread.setDaemon(true);
        return thread;
    });

    private EmbeddedAws(ServerSocket door, int otherwise) {
        this.door = door;
        this.otherwise = otherwise;
    }

    /** Opens the address; requests without an {@code X-Amz-Target} go to S3. */
    public static EmbeddedAws start(EmbeddedS3 s3) {
        try {
            EmbeddedAws aws = new EmbeddedAws(
                    new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
                    s3.endpoint().getPort());
            aws.threads.execute(aws::accept);
            return aws;
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free", e);
        }
    }

    /** Puts a service behind the address, by the beginning of its {@code X-Amz-Target} in lower case. */
    public EmbeddedAws with(String target, int port) {
        ports.put(target, port);
        return this;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] head = head(client.getInputStream());
            try (Socket service = new Socket(door.getInetAddress(), port(head))) {
                client.setTcpNoDelay(true);
                service.setTcpNoDelay(true);
                service.getOutputStream().write(head);
                threads.execute(() -> pass(service, client));
                pass(client, service);
            }
        } catch (IOException e) {
            // One side hung up; so does the other.
        }
    }

    /** Reads the head of an HTTP request: its first line, its headers, and the empty line behind them. */
    public static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private int port(byte[] head) {
        String target = new String(head, StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("x-amz-target:"))
                .map(line -> line.substring("x-amz-target:".length()).strip())
                .findFirst()
                .orElse("");
        return ports.entrySet().stream()
                .filter(service -> target.startsWith(service.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    /** Both sockets end with either. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException e) {
            // As above.
        }
    }
}
