package io.recua.testing;

import static org.awaitility.Awaitility.await;

import io.recua.RecuaApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Recua in a process of its own, to be killed, stopped or paused. */
public final class RecuaProcess implements AutoCloseable {

    private static final AtomicInteger PROCESSES = new AtomicInteger();

    private final Process process;
    private final Path log;

    private RecuaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts Recua as {@link RunningRecua} does; its log goes to a file of its own in {@code target/}. */
    public static RecuaProcess start(TestBucket bucket, TestDatabase database, String... settings) throws IOException {
        return start(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path").replaceAll(":+$", ""),
                        RecuaApplication.class.getName()),
                bucket,
                database,
                settings);
    }

    /**
     * Starts another program than that of the tests in the same way.
     *
     * @param program options of the JVM, the last of them {@code -jar} and a jar
     */
    public static RecuaProcess start(List<String> program, TestBucket bucket, TestDatabase database, String... settings)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("aws."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(program);
        command.addAll(List.of(RunningRecua.arguments(bucket, database, settings)));
        Path log = Folder.of("recua-process-" + PROCESSES.incrementAndGet() + ".log");
        return new RecuaProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM; how long the process took to end. */
    public Duration stop() throws InterruptedException {
        long from = System.nanoTime();
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running 60 s after SIGTERM");
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** SIGSTOP or SIGCONT. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public long pid() {
        return process.pid();
    }

    /** What it logged so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits until its routes run. */
    public void awaitStarted() {
        await(toString())
                .atMost(Duration.ofSeconds(180))
                .failFast(this + " ended", () -> !isAlive())
                .until(() -> log().contains("Started RecuaApplication"));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String toString() {
        return "the process that logs to " + log;
    }

    @Override
    public void close() {
        kill();
    }
}
