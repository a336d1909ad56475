package io.recua.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The packaged jar in a JVM of its own, with many feeds in a settings file; each feed fills the table of its name. */
final class FeedsJar implements AutoCloseable {

    private final Process process;
    private final double seconds;

    private FeedsJar(Process process, double seconds) {
        this.process = process;
        this.seconds = seconds;
    }

    /** Starts it and waits until the readiness probe answers 200. */
    static FeedsJar start(Forks forks, Database database, Bucket bucket, List<String> feeds, String... settings)
            throws IOException {
        return start(forks, database, bucket.settings(), bucket.name(), feeds, settings);
    }

    /** @param aws the system properties by which the AWS SDK finds bucket and queue */
    static FeedsJar start(
            Forks forks,
            Database database,
            Map<String, String> aws,
            String bucket,
            List<String> feeds,
            String... settings)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--spring.config.additional-location=file:" + write(forks.folder(), feeds),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--recua.bucket=" + bucket));
        all.addAll(List.of(settings));
        long from = System.nanoTime();
        Process process = RecuaJvm.ofSystem().start(forks, aws, all);
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

    /** SIGSTOP or SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
