package io.recua.bench;

import static org.awaitility.Awaitility.await;

import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many small objects one, two and four instances load in a second that share one queue: {@code mvn -Pbench verify
 * -Dbench.main=io.recua.bench.Fleet}.
 */
final class Fleet {

    private static final int FEEDS = 200;
    private static final int OBJECTS = 5;
    private static final int ROWS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final Map<Process, Path> LOGS = new HashMap<>();

    private Fleet() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> report = new ArrayList<>();
        report.add("| loads side by side in each | instances | seconds | objects/s | objects of each instance |");
        report.add("|---|---|---|---|---|");
        for (int concurrency : List.of(1, 4)) {
            for (int instances : List.of(1, 2, 4)) {
                report.add(measure(instances, concurrency));
                System.out.println(String.join("\n", report));
            }
        }
        System.exit(0);
    }

    private static String measure(int instances, int concurrency) throws IOException, InterruptedException {
        TestDatabase database = TestDatabase.empty();
        for (String feed : feeds()) {
            database.jdbc()
                    .sql("create table " + feed
                            + " (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                            + " row_key binary(16) not null, id varchar(20), v varchar(40),"
                            + " primary key (load_id, load_batch, row_key), unique key (row_key))")
                    .update();
        }
        TestBucket bucket = TestBucket.empty();
        TestQueue queue = TestQueue.empty(60, 10);
        List<Process> fleet = new ArrayList<>();
        try {
            for (int instance = 0; instance < instances; instance++) {
                fleet.add(start(instances + "-" + concurrency + "-" + instance, bucket, database, queue, concurrency));
            }
            // Until each feed was looked at once: the next look comes with the sweep.
            await().pollDelay(Duration.ofSeconds(15)).atMost(PATIENCE).until(() -> true);
            for (Process process : fleet) {
                signal(process, "STOP");
            }
            land(bucket, queue);
            long from = System.nanoTime();
            for (Process process : fleet) {
                signal(process, "CONT");
            }
            double seconds = awaitAll(database.jdbc(), fleet, from);
            await().atMost(PATIENCE).until(() -> queue.size() == 0);
            requireOrder(database.jdbc());
            return "| %d | %d | %.1f | %.0f | %s |"
                    .formatted(concurrency, instances, seconds, FEEDS * OBJECTS / seconds, shares(fleet));
        } finally {
            for (Process process : fleet) {
                process.destroy();
                process.onExit().join();
            }
        }
    }

    private static List<String> feeds() {
        return IntStream.range(0, FEEDS).mapToObj("feed%03d"::formatted).toList();
    }

    private static Process start(
            String name, TestBucket bucket, TestDatabase database, TestQueue queue, int concurrency)
            throws IOException {
        Stream<String> feeds = feeds().stream().flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id")));
        Stream<String> common =
                Stream.of("recua.trigger=sqs", "recua.queue=" + queue.url(), "recua.load.concurrency=" + concurrency);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC"));
        System.getProperties().stringPropertyNames().stream()
                .filter(property -> property.startsWith("aws."))
                .forEach(property -> command.add("-D" + property + "=" + System.getProperty(property)));
        command.addAll(List.of("-jar", Path.of("target", "recua.jar").toString()));
        command.addAll(Arrays.asList(RunningRecua.arguments(
                bucket, database, Stream.concat(feeds, common).toArray(String[]::new))));
        Path log = Files.createDirectories(Path.of("target", "bench")).resolve("fleet-" + name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await("the start, see " + log)
                .atMost(PATIENCE)
                .failFast("it has ended, see " + log, () -> !process.isAlive())
                .until(() -> Files.readString(log).contains("Started RecuaApplication"));
        LOGS.put(process, log);
        return process;
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** In each feed in the order of the keys; the events in any. */
    private static void land(TestBucket bucket, TestQueue queue) {
        String csv = IntStream.range(0, ROWS)
                .mapToObj(row -> row + ",value " + row)
                .collect(Collectors.joining("\n", "id,v\n", "\n"));
        List<String> keys = feeds().stream()
                .flatMap(feed ->
                        IntStream.range(0, OBJECTS).mapToObj(object -> "landing/" + feed + "/" + object + ".csv"))
                .collect(Collectors.toCollection(ArrayList::new));
        keys.forEach(key -> bucket.put(key, csv));
        Collections.shuffle(keys, new Random(1));
        keys.forEach(key -> queue.announce(bucket, key));
    }

    private static double awaitAll(JdbcClient jdbc, List<Process> fleet, long from) {
        await("the loads")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast("an instance has ended", () -> !fleet.stream().allMatch(Process::isAlive))
                .until(() -> jdbc.sql("select count(*) from recua_load where status = 'LOADED'")
                                .query(Integer.class)
                                .single()
                        == FEEDS * OBJECTS);
        return (System.nanoTime() - from) / 1e9;
    }

    private static void requireOrder(JdbcClient jdbc) {
        int wrong = jdbc.sql("select count(*) from recua_load l join recua_load later on later.feed = l.feed"
                        + " and later.object_key > l.object_key where later.started_at < l.finished_at")
                .query(Integer.class)
                .single();
        if (wrong > 0) {
            throw new IllegalStateException(wrong + " loads began before an earlier one of their feed had ended");
        }
    }

    private static String shares(List<Process> fleet) throws IOException {
        List<String> shares = new ArrayList<>();
        for (Process process : fleet) {
            try (Stream<String> lines = Files.lines(LOGS.get(process))) {
                shares.add(Long.toString(
                        lines.filter(line -> line.contains(": Loaded landing/")).count()));
            }
        }
        return String.join(", ", shares);
    }
}
