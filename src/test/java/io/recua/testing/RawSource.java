package io.recua.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A source on 127.0.0.1 that writes to each connection what the test says, be that HTTP or not. */
public final class RawSource extends LoopbackServer {

    private static final long DRIP_MILLIS = 50;

    private final AtomicInteger requests = new AtomicInteger();
    private volatile Script script = out -> {};

    private RawSource() {}

    public static RawSource start() {
        RawSource source = new RawSource();
        source.open();
        return source;
    }

    /** What is written to a connection before it is closed. */
    public interface Script {
        void write(OutputStream out) throws IOException;
    }

    /** Writes this to all connections from now on, and counts the requests anew. */
    public void script(Script answer) {
        requests.set(0);
        script = answer;
    }

    /** Writes a byte every 50 ms until the client closes the connection. */
    public static void drip(OutputStream out) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
                out.write('-');
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void script(String answer) {
        script(out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    public String url(String target) {
        return "http://127.0.0.1:" + port() + target;
    }

    public int requests() {
        return requests.get();
    }

    @Override
    void serve(Socket connection) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = request.readLine();
        while (line != null && !line.isEmpty()) {
            line = request.readLine();
        }
        requests.incrementAndGet();
        script.write(connection.getOutputStream());
        connection.getOutputStream().flush();
    }
}
