package io.recua.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A scripted HTTP source on 127.0.0.1: it gives the queued answers one after the other, and the last one again and again. */
public final class HttpSource implements AutoCloseable {

    private static final long DRIP_MILLIS = 50;
    private static final long SILENT_SECONDS = 30;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private HttpSource(HttpServer server) {
        this.server = server;
    }

    public static HttpSource start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            HttpSource source = new HttpSource(server);
            server.createContext("/", source::handle);
            server.setExecutor(source.threads);
            server.start();
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException("The source does not start", e);
        }
    }

    /**
     * What was asked.
     *
     * @param nanoTime when it arrived, as of {@link System#nanoTime()}
     * @param target path and query exactly as sent
     * @param headers by name, in any case; several values are joined by a comma
     * @param body as UTF-8; empty if there was none
     */
    public record Request(long nanoTime, String method, String target, Map<String, String> headers, String body) {}

    /** How the body of an answer travels. */
    public enum Delivery {
        WHOLE,
        CHUNKED,
        /** Twice its length is announced, then the connection is closed behind it. */
        TRUNCATED,
        /** In chunks, and the connection is closed before the last one. */
        CHUNKS_CUT,
        /** A byte every 50 ms. */
        DRIPPING,
        /** Not even a status comes. */
        SILENT
    }

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, byte[] body, Delivery delivery) {

        public static Answer of(int status) {
            return new Answer(status, Map.of(), new byte[0], Delivery.WHOLE);
        }

        public static Answer csv(String csv) {
            return of(200).header("Content-Type", "text/csv").body(csv);
        }

        public static Answer redirect(int status, String location) {
            return of(status).header("Location", location);
        }

        public Answer header(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body, delivery);
        }

        public Answer body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        public Answer body(byte[] bytes) {
            return new Answer(status, headers, bytes, delivery);
        }

        public Answer delivered(Delivery how) {
            return new Answer(status, headers, body, how);
        }
    }

    /** Forgets what was asked, and gives these answers from now on. */
    public synchronized void script(Answer... script) {
        requests.clear();
        answers.clear();
        answers.addAll(List.of(script));
    }

    public String url(String target) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + target;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private synchronized Answer next(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        String target = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(System.nanoTime(), exchange.getRequestMethod(), target, headers, body));
        if (answers.isEmpty()) {
            return Answer.of(404);
        }
        return answers.size() > 1 ? answers.poll() : answers.peek();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer = next(exchange);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        long length = answer.body().length;
        OutputStream out = exchange.getResponseBody();
        switch (answer.delivery()) {
            case WHOLE -> {
                exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
                out.write(answer.body());
            }
            case CHUNKED -> {
                exchange.sendResponseHeaders(answer.status(), 0);
                out.write(answer.body());
            }
            case TRUNCATED -> cut(exchange, answer, 2 * length);
            case CHUNKS_CUT -> cut(exchange, answer, 0);
            case DRIPPING -> drip(exchange, answer);
            case SILENT -> isClosedWithin(SILENT_SECONDS, TimeUnit.SECONDS);
        }
        exchange.close();
    }

    /** The server closes the connection of a handler that fails, and completes nothing. */
    private static void cut(HttpExchange exchange, Answer answer, long announced) throws IOException {
        exchange.sendResponseHeaders(answer.status(), announced);
        exchange.getResponseBody().write(answer.body());
        exchange.getResponseBody().flush();
        throw new IOException("cut on purpose");
    }

    private void drip(HttpExchange exchange, Answer answer) throws IOException {
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        for (byte drop : answer.body()) {
            exchange.getResponseBody().write(drop);
            exchange.getResponseBody().flush();
            if (isClosedWithin(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean isClosedWithin(long time, TimeUnit unit) {
        try {
            return closed.await(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
