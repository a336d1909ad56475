package io.recua.bench;

import static org.awaitility.Awaitility.await;

import io.recua.testing.TestBucket;
import io.recua.testing.TestQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.logging.LoggingSystem;

/**
 * How instances that share one queue load small objects of many feeds, and what a SIGKILL of one of them costs: {@code mvn
 * -Pbench verify -Dbench.main=io.recua.bench.Fleet}. Each fleet loads twice: first all instances, then one is killed when half
 * of the objects are loaded.
 */
public final class Fleet implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();
    private static final List<Integer> FEEDS = List.of(30, 200);
    private static final List<Integer> INSTANCES = List.of(2, 4);
    /** How many objects land at once, about; each feed gets the same number of them. */
    private static final int OBJECTS = 400;

    private static final int ROWS = 100;
    /** How long the feeds and the messages of a killed instance wait: shorter than the defaults, to save time. */
    private static final int LEASE_SECONDS = 10;

    private static final int HIDDEN_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Database database;
    private final List<String> feeds;
    private final int objects;
    private final TestBucket bucket = TestBucket.empty();
    private final TestQueue queue = TestQueue.empty(HIDDEN_SECONDS, 10);
    private final List<Instance> instances = new ArrayList<>();
    private int landed;
    private FeedsJar killed;

    /** @param logs the folder of its log */
    private record Instance(FeedsJar recua, Path logs) {

        long loaded() throws IOException {
            try (Stream<String> lines = Files.lines(logs.resolve("contenders.log"))) {
                return lines.filter(line -> line.contains(": Loaded landing/")).count();
            }
        }
    }

    private Fleet(Database database, int feeds, int size) throws IOException {
        this.database = database;
        this.feeds = ManyFeeds.tables(database, feeds);
        this.objects = OBJECTS / feeds;
        for (int number = 0; number < size; number++) {
            Path logs = Files.createDirectories(FOLDER.resolve("fleet-" + feeds + "-" + size + "-" + number));
            instances.add(new Instance(
                    FeedsJar.start(
                            new Forks(logs),
                            database,
                            TestBucket.AWS,
                            bucket.name(),
                            this.feeds,
                            "--recua.trigger=sqs",
                            "--recua.queue=" + queue.url(),
                            "--recua.load.lease=" + LEASE_SECONDS + "s"),
                    logs));
        }
        // Until each feed was looked at once: the next look comes with the sweep.
        await().pollDelay(Duration.ofSeconds(15)).atMost(PATIENCE).until(() -> true);
    }

    public static void main(String[] arguments) {
        // The embedded S3 would fill the output.
        LoggingSystem.get(Fleet.class.getClassLoader()).beforeInitialize();
        // A run that fails leaves no instance behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        Settings settings = Settings.ofSystem();
        try (Database database = Database.open(settings)) {
            String text = String.join("\n", run(database, settings)) + "\n";
            Files.writeString(FOLDER.resolve("results.md"), text, StandardCharsets.UTF_8);
            System.out.println(text);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static List<String> run(Database database, Settings settings) throws IOException, InterruptedException {
        List<String> report = new ArrayList<>();
        report.add("| feeds | instances | start to ready of each, s | killed | seconds | objects/s | objects of each"
                + " | feeds that the killed one held | seconds after the kill |");
        report.add("|---|---|---|---|---|---|---|---|---|");
        for (int feeds : FEEDS) {
            for (int size : INSTANCES) {
                if (settings.selects(feeds + "x" + size)) {
                    try (Fleet fleet = new Fleet(database, feeds, size)) {
                        report.add(fleet.measure(false));
                        report.add(fleet.measure(true));
                    }
                }
            }
        }
        return report;
    }

    /** Lands the objects while all instances are paused, and takes the time from there to the last load. */
    private String measure(boolean kill) throws IOException, InterruptedException {
        List<Long> before = loaded();
        signal("STOP");
        land();
        long from = System.nanoTime();
        signal("CONT");
        String cost = "| | |";
        if (kill) {
            awaitLoads(total() - objects * feeds.size() / 2);
            killed = instances.get(0).recua();
            killed.kill();
            int held = held();
            long since = System.nanoTime();
            awaitLoads(total());
            cost = String.format(Locale.ROOT, "| %d | %.1f |", held, seconds(since));
        }
        awaitLoads(total());
        double seconds = seconds(from);
        await("the messages").atMost(PATIENCE).until(() -> queue.size() == 0);
        requireOnceAndInOrder();
        List<Long> after = loaded();
        String line = String.format(
                Locale.ROOT,
                "| %d | %d | %s | %s | %.1f | %.0f | %s %s",
                feeds.size(),
                instances.size(),
                kill ? "" : ready(),
                kill ? "the first" : "",
                seconds,
                objects * feeds.size() / seconds,
                IntStream.range(0, before.size())
                        .mapToObj(number -> Long.toString(after.get(number) - before.get(number)))
                        .collect(Collectors.joining(", ")),
                cost);
        System.out.println(line);
        return line;
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    private String ready() {
        return instances.stream()
                .map(instance ->
                        String.format(Locale.ROOT, "%.1f", instance.recua().secondsToReady()))
                .collect(Collectors.joining(", "));
    }

    private int total() {
        return landed * feeds.size();
    }

    private void signal(String name) throws IOException, InterruptedException {
        for (Instance instance : instances) {
            instance.recua().signal(name);
        }
    }

    /** In each feed in the order of the keys; the events in any. */
    private void land() {
        List<String> keys = new ArrayList<>();
        for (int until = landed + objects; landed < until; landed++) {
            // Each object has keys of its own: a row that is written twice counts as an update.
            String csv = IntStream.range(landed * ROWS, (landed + 1) * ROWS)
                    .mapToObj(row -> row + ",value " + row)
                    .collect(Collectors.joining("\n", "id,v\n", "\n"));
            for (String feed : feeds) {
                String key = "landing/%s/%04d.csv".formatted(feed, landed);
                bucket.put(key, csv);
                keys.add(key);
            }
        }
        Collections.shuffle(keys, new Random(1));
        keys.forEach(key -> queue.announce(bucket, key));
    }

    private void awaitLoads(int loads) {
        await("the loads, see " + FOLDER + "/fleet-*")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast("an instance has ended", this::isOneEnded)
                .until(() -> count("select count(*) from recua_load where status = 'LOADED'") >= loads);
    }

    private boolean isOneEnded() {
        return instances.stream().map(Instance::recua).anyMatch(recua -> recua != killed && !recua.isAlive());
    }

    /** How many feeds wait for the end of the killed instance's lease. */
    private int held() {
        return count("select count(*) from recua_lease where owner like '" + killed.pid() + "@%'");
    }

    private void requireOnceAndInOrder() {
        require(
                "loads of another number of rows, or with a row that was written twice",
                count("select count(*) from (select load_id from recua_lane group by load_id having sum(inserted) <> "
                        + ROWS + " or sum(updated + unchanged + duplicates + rejected) > 0) wrong"));
        require("loads are missing or too many", count("select count(*) from recua_load") - total());
        require(
                "loads began before an earlier one of their feed had ended",
                count("select count(*) from recua_load l join recua_load later on later.feed = l.feed"
                        + " and later.object_key > l.object_key where later.started_at < l.finished_at"));
        feeds.forEach(
                feed -> require("rows are missing or too many in " + feed, (int) database.count(feed) - landed * ROWS));
        require("objects are still in landing/", bucket.keys("landing/").size());
    }

    private static void require(String what, int wrong) {
        if (wrong != 0) {
            throw new IllegalStateException(wrong + " " + what);
        }
    }

    private int count(String sql) {
        return database.jdbc().sql(sql).query(Integer.class).single();
    }

    private List<Long> loaded() throws IOException {
        List<Long> loaded = new ArrayList<>();
        for (Instance instance : instances) {
            loaded.add(instance.loaded());
        }
        return loaded;
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.recua().kill());
    }
}
