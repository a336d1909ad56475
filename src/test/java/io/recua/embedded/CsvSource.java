package io.recua.embedded;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Serves one CSV file on 127.0.0.1 as a feed's origin does: unpacked, and with validators for a conditional GET. */
public final class CsvSource implements AutoCloseable {
    private static final List<String> METHODS = List.of("GET", "HEAD");
    private static final String GZIP = ".gz";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Path file;
    private final String name;
    private final boolean packed;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private CsvSource(Path file, HttpServer server) {
        String stored = file.getFileName().toString();
        this.file = file;
        this.packed = stored.endsWith(GZIP);
        this.name = packed ? stored.substring(0, stored.length() - GZIP.length()) : stored;
        this.server = server;
    }

    /** Reads the file anew at each request, so that a test may replace it. */
    public static CsvSource serve(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("No readable file to serve at " + file.toAbsolutePath());
        }
        try {
            CsvSource source = new CsvSource(file, HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
            source.server.setExecutor(source.threads);
            source.server.createContext("/", source::answer);
            source.server.start();
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot serve " + file, e);
        }
    }

    /** The name in it is the file's, without {@code .gz}. */
    public URI url() {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + encoded);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!METHODS.contains(method)) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", METHODS));
            answer(exchange, 405);
        } else if (!exchange.getRequestURI().getPath().equals("/" + name)) {
            answer(exchange, 404);
        } else if (knows(exchange.getRequestHeaders(), describe(exchange.getResponseHeaders()))) {
            answer(exchange, 304);
        } else if (method.equals("HEAD")) {
            answer(exchange, 200);
        } else {
            send(exchange);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Returns the entity tag, which changes whenever the file is written. */
    private String describe(Headers response) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        String tag = "\"%x-%x\"".formatted(now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        response.set("ETag", tag);
        response.set("Last-Modified", HTTP_DATE.format(now.lastModifiedTime().toInstant()));
        response.set("Content-Type", contentType());
        return tag;
    }

    private static boolean knows(Headers request, String tag) {
        return request.getOrDefault("If-None-Match", List.of()).stream()
                .flatMap(CsvSource::tags)
                .anyMatch(known -> known.equals("*") || known.equals(tag));
    }

    private static Stream<String> tags(String header) {
        return Stream.of(header.split(",")).map(String::strip).map(each -> each.replaceFirst("^W/", ""));
    }

    private String contentType() {
        boolean csv = packed || name.toLowerCase(Locale.ROOT).endsWith(".csv");
        String guess = csv ? "text/csv" : URLConnection.guessContentTypeFromName(name);
        return Objects.requireNonNullElse(guess, "application/octet-stream");
    }

    /** Leaves the body open on a failure: the server then drops the connection, and the client sees it cut short. */
    private void send(HttpExchange exchange) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream content = packed ? new GZIPInputStream(raw, 1 << 16) : raw) {
            exchange.sendResponseHeaders(200, packed ? 0 : Files.size(file));
            OutputStream body = exchange.getResponseBody();
            content.transferTo(body);
            body.close();
        }
    }
}
