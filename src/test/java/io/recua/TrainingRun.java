package io.recua;

import static java.util.Map.entry;
import static org.awaitility.Awaitility.await;

import io.recua.embedded.CsvSource;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Runs the command of its arguments, which is to start the packaged Recua, against the embedded services until it has
 * fetched and loaded the sample, then stops it by SIGTERM; prints how soon it was ready and how much memory it held.
 *
 * <p>The container's build trains the JVM's AOT cache by this; afterwards it measures what that brought. The system
 * properties {@code recua.sample} and {@code recua.test.database} name another file and a real MySQL; {@code recua.starts}
 * says how often to start on the same data, 1 unless set.
 */
public final class TrainingRun {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final int port;
    private final long start = System.nanoTime();

    private TrainingRun(ProcessBuilder command, int port) throws IOException {
        this.port = port;
        this.process = command.start();
    }

    public static void main(String[] command) {
        try {
            train(command);
            System.exit(0);
        } catch (Exception e) {
            System.err.println("The training run failed: " + e.getMessage());
            // The services' threads would keep the process.
            System.exit(1);
        }
    }

    private static void train(String[] command) throws IOException {
        String sample = System.getProperty("recua.sample", "src/test/resources/sample/nuevas_filas.csv.gz");
        TestBucket bucket = TestBucket.empty();
        TestDatabase database = TestDatabase.empty();
        int port = freePort();
        try (CsvSource source = CsvSource.serve(Path.of(sample))) {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().putAll(settings(bucket, database, source, port));
            for (int start = 0; start < Integer.getInteger("recua.starts", 1); start++) {
                new TrainingRun(builder, port).run(bucket);
            }
        }
    }

    private static Map<String, String> settings(TestBucket bucket, TestDatabase database, CsvSource source, int port) {
        return Map.ofEntries(
                entry("AWS_ENDPOINT_URL", TestBucket.AWS.get("aws.endpointUrl")),
                entry("AWS_REGION", TestBucket.AWS.get("aws.region")),
                entry("AWS_ACCESS_KEY_ID", TestBucket.AWS.get("aws.accessKeyId")),
                entry("AWS_SECRET_ACCESS_KEY", TestBucket.AWS.get("aws.secretAccessKey")),
                entry("SPRING_DATASOURCE_URL", database.url()),
                entry("SPRING_DATASOURCE_USERNAME", database.user()),
                entry("SPRING_DATASOURCE_PASSWORD", database.password()),
                entry("RECUA_BUCKET", bucket.name()),
                entry("RECUA_FEEDS_UNIFICADO_URL", source.url().toString()),
                entry("SERVER_PORT", "0"),
                entry("MANAGEMENT_SERVER_PORT", Integer.toString(port)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void run(TestBucket bucket) throws IOException {
        try {
            until("ready", Duration.ofMillis(10), this::isReady);
            until("done with the sample", Duration.ofMillis(100), () -> !bucket.keys("archive/")
                    .isEmpty());
        } finally {
            process.destroy();
            // The JVM writes its cache while it ends.
            process.onExit().join();
        }
    }

    private void until(String what, Duration interval, Callable<Boolean> condition) throws IOException {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(interval)
                .failFast("Recua has ended", () -> !process.isAlive())
                .until(condition);
        double seconds = (System.nanoTime() - start) / 1e9;
        Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf(
                Locale.ROOT, "%s after %.2f s, %.2f s of CPU; %s%n", what, seconds, cpu.toMillis() / 1e3, memory());
    }

    private boolean isReady() {
        try {
            URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
            return ((HttpURLConnection) readiness.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** As Linux sees the process: resident now, and at the most. */
    private String memory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.matches("(VmHWM|VmRSS|RssAnon|RssFile):.*"))
                .map(line -> line.replaceAll("\\s+", " "))
                .sorted(Comparator.reverseOrder())
                .collect(Collectors.joining(", "));
    }
}
