package io.recua.chaos;

import io.recua.testing.RecuaProcess;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two instances of the jar. One that ends is started again, as a container service does. Several threads may call it. */
final class Fleet implements AutoCloseable {

    static final int SIZE = 2;

    /** How long a claim holds without a heartbeat: the least that the settings allow. */
    static final int LEASE_MILLIS = 3_000;

    private static final int FULL_AT_BYTES = 4_096;

    private final Program program;
    private final TestBucket bucket;
    private final TestDatabase database;
    private final String source;
    private final List<RecuaProcess> processes = new ArrayList<>();
    private final List<RecuaProcess> all = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    /**
     * @param database by the way on which faults strike
     * @param source the address of what is fetched
     */
    Fleet(Program program, TestBucket bucket, TestDatabase database, String source, Fault.Sizes sizes)
            throws IOException {
        this.program = program;
        this.bucket = bucket;
        this.database = database;
        this.source = source;
        for (int instance = 0; instance < SIZE; instance++) {
            processes.add(start(sizes));
        }
    }

    private RecuaProcess start(Fault.Sizes sizes) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "recua.load.lease=" + LEASE_MILLIS / 1_000 + "s",
                "recua.poll-interval=250ms",
                "recua.fetch.retries=2",
                "recua.fetch.retry-delay=300ms",
                "recua.fetch.response-timeout=2s",
                "spring.datasource.hikari.connection-timeout=2000"));
        settings.addAll(sizes.settings());
        settings.addAll(Feed.settingsOfAll(source));
        RecuaProcess process = program.start(bucket, database, settings);
        all.add(process);
        return process;
    }

    void awaitStarted() {
        processes.forEach(RecuaProcess::awaitStarted);
    }

    synchronized void kill(int instance, Fault.Sizes next) throws IOException {
        processes.get(instance).kill();
        processes.set(instance, start(next));
    }

    /** SIGTERM; returns how long the process took to end. */
    Duration terminate(int instance, Fault.Sizes next) throws IOException, InterruptedException {
        RecuaProcess process = processes.get(instance);
        Duration took = process.stop();
        synchronized (this) {
            processes.set(instance, start(next));
        }
        return took;
    }

    /** SIGSTOP or SIGCONT. */
    void signal(int instance, String name) throws IOException, InterruptedException {
        processes.get(instance).signal(name);
    }

    /** Lets the files of an instance grow no further, or lets them grow again. A write then fails as on a full disk. */
    void limitFiles(int instance, boolean limited) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "prlimit",
                        "--pid=" + processes.get(instance).pid(),
                        "--fsize=" + (limited ? FULL_AT_BYTES : "unlimited") + ":unlimited")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    boolean isStarted(int instance) throws IOException {
        RecuaProcess process = processes.get(instance);
        return process.isAlive() && process.log().contains("Started RecuaApplication");
    }

    /** Starts an instance again that ended by itself, unless a fault is at work on it. */
    synchronized void tend(int instance, Fault.Sizes next) throws IOException {
        RecuaProcess process = processes.get(instance);
        if (process.isAlive()) {
            return;
        }
        // A start without a database fails, as it should.
        if (process.log().contains("Started RecuaApplication")) {
            ended.add(process + " ended by itself");
        }
        processes.set(instance, start(next));
    }

    synchronized List<String> endedByThemselves() {
        return List.copyOf(ended);
    }

    /** How many loads failed for a reason that Recua does not know. */
    long unexpectedErrors() throws IOException {
        long count = 0;
        for (RecuaProcess process : all) {
            count += process.log()
                    .lines()
                    .filter(line -> line.contains("Failed to load "))
                    .count();
        }
        return count;
    }

    void kill() {
        processes.forEach(RecuaProcess::kill);
    }

    @Override
    public void close() {
        kill();
    }
}
