package io.recua.testing;

import io.recua.RecuaApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Recua in a process of its own, to be killed, stopped or paused. */
public final class RecuaProcess implements AutoCloseable {

    private final Process process;

    private RecuaProcess(Process process) {
        this.process = process;
    }

    /** Starts Recua as {@link RunningRecua} does; its log goes to {@code target/}. */
    public static RecuaProcess start(TestBucket bucket, TestDatabase database, String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        command.add("-XX:TieredStopAtLevel=1");
        TestBucket.AWS.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", classPath(), RecuaApplication.class.getName()));
        command.addAll(List.of(RunningRecua.arguments(bucket, database, settings)));
        return new RecuaProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "recua-process.log").toFile()))
                .start());
    }

    /** Surefire leaves an empty entry, which is the current folder and would bring every route a second time. */
    private static String classPath() {
        return System.getProperty("java.class.path").replaceAll(":+$", "");
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

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }
}
