package io.recua.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The packaged jar in a JVM of its own, with many feeds in a settings file; each feed fills the table of its name. */
final class FeedsJar implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final double seconds;

    private FeedsJar(Process process, double seconds) {
        this.process = process;
        this.seconds = seconds;
    }

    /** Starts it and waits until the readiness probe answers 200. */
    static FeedsJar start(
            Path jar, Forks forks, Database database, Bucket bucket, List<String> feeds, String... settings)
            throws IOException {
        int port = freePort();
        List<String> arguments = new ArrayList<>(Forks.SMALL);
        bucket.settings().forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        arguments.addAll(List.of("-jar", jar.toString(), "--server.port=0", "--management.server.port=" + port));
        arguments.add("--spring.config.additional-location=file:" + write(forks.folder(), feeds));
        arguments.addAll(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--recua.bucket=" + bucket.name()));
        arguments.addAll(List.of(settings));
        long from = System.nanoTime();
        Process process = forks.start(Forks.JAVA, arguments);
        URI probe = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        await("the start of Recua, see contenders.log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast("Recua has ended, see contenders.log", () -> !process.isAlive())
                .until(() -> probe.toURL().openStream().read() >= 0);
        return new FeedsJar(process, (System.nanoTime() - from) / 1e9);
    }

    private static Path write(Path folder, List<String> feeds) throws IOException {
        String yaml = feeds.stream()
                .map(feed ->
                        "    %s: {url: 'http://127.0.0.1:9/never.csv', schedule: '0 0 5 ? * MON', catch-up: false, table: %s, key: id}\n"
                                .formatted(feed, feed))
                .collect(Collectors.joining("", "recua:\n  feeds:\n    unificado: {enabled: false}\n", ""));
        return Files.writeString(folder.resolve("feeds-" + feeds.size() + ".yaml"), yaml);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns the seconds from the start of the process to the first 200 of the readiness probe. */
    double secondsToReady() {
        return seconds;
    }

    double cpuSeconds() throws IOException {
        return Processes.cpuSeconds(process.pid());
    }

    double peakMegabytes() throws IOException {
        return Processes.peakMegabytes(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
