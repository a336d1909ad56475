package io.recua.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.logging.LoggingSystem;

/**
 * What many feeds cost: {@code mvn -Pbench verify -Dbench.main=io.recua.bench.ManyFeeds}.
 *
 * <ul>
 *   <li>{@code s}: the start to ready, with 50, 200 and 1,000 feeds
 *   <li>{@code l}: 400 small objects of 200 feeds, by one instance and by two
 *   <li>{@code w}: one small object after another, in an instance that is warm
 * </ul>
 */
public final class ManyFeeds {

    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int FEEDS = 200;
    private static final int ROWS = 50;
    private static final int WARM = 40;
    private static final String POLL = "--recua.poll-interval=";

    private final Settings settings;
    private final Database database;
    private final Bucket bucket;
    private final Forks forks = new Forks(FOLDER);

    private ManyFeeds(Settings settings, Database database, Bucket bucket) {
        this.settings = settings;
        this.database = database;
        this.bucket = bucket;
    }

    public static void main(String[] arguments) {
        // The embedded S3 would fill the output.
        LoggingSystem.get(ManyFeeds.class.getClassLoader()).beforeInitialize();
        Settings settings = Settings.ofSystem();
        try (Database database = Database.open(settings);
                Bucket bucket = Bucket.open(Files.createDirectories(FOLDER.resolve("s3")))) {
            new ManyFeeds(settings, database, bucket).run();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        if (settings.selects("s")) {
            System.out.println("| feeds | seconds to ready | processor seconds | peak MB |\n|---|---|---|---|");
            for (int count : List.of(50, FEEDS, 1000)) {
                start(count);
            }
        }
        if (settings.selects("l")) {
            System.out.println(
                    "\n| instances | seconds | objects/s | client CPU | server CPU | deadlocks |\n|---|---|---|---|---|---|");
            for (int instances : List.of(1, 2)) {
                load(instances);
            }
        }
        if (settings.selects("w")) {
            System.out.println("\n| one object, poll interval | median ms | min–max ms |\n|---|---|---|");
            warm();
        }
    }

    private void start(int count) throws Exception {
        List<String> feeds = tables(database, count);
        for (int round = 0; round < settings.rounds(); round++) {
            try (FeedsJar recua = FeedsJar.start(forks, database, bucket, feeds)) {
                print(
                        "| %d | %.1f | %.1f | %.0f |",
                        count, recua.secondsToReady(), recua.cpuSeconds(), recua.peakMegabytes());
            }
        }
    }

    /** Lands the objects of all feeds at once, and takes the time until the last one is in the archive. */
    private void load(int instances) throws Exception {
        for (int round = 0; round < settings.rounds(); round++) {
            List<String> feeds = tables(database, FEEDS);
            List<FeedsJar> fleet = new ArrayList<>();
            try {
                for (int instance = 0; instance < instances; instance++) {
                    fleet.add(FeedsJar.start(forks, database, bucket, feeds, POLL + "1s"));
                }
                long deadlocks = deadlocks();
                double client = cpuSeconds(fleet);
                double server = Processes.cpuSeconds(database.server());
                double seconds = archived(fleet, keys(feeds));
                print(
                        "| %d | %.1f | %.0f | %.1f | %.1f | %d |",
                        instances,
                        seconds,
                        2 * FEEDS / seconds,
                        cpuSeconds(fleet) - client,
                        Processes.cpuSeconds(database.server()) - server,
                        deadlocks() - deadlocks);
            } finally {
                fleet.forEach(FeedsJar::close);
            }
        }
    }

    private static double cpuSeconds(List<FeedsJar> fleet) throws IOException {
        double sum = 0;
        for (FeedsJar recua : fleet) {
            sum += recua.cpuSeconds();
        }
        return sum;
    }

    private static List<String> keys(List<String> feeds) {
        return IntStream.range(0, 2)
                .boxed()
                .flatMap(number -> feeds.stream().map(feed -> "landing/" + feed + "/" + number + ".csv"))
                .toList();
    }

    private double archived(List<FeedsJar> fleet, List<String> keys) throws IOException {
        Path csv = csv();
        keys.forEach(key -> bucket.put(key, csv));
        long from = System.nanoTime();
        await("the loads, see contenders.log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast("Recua has ended, see contenders.log", () -> !fleet.stream()
                        .allMatch(FeedsJar::isAlive))
                .until(() -> !bucket.holds("landing/"));
        double seconds = (System.nanoTime() - from) / 1e9;
        int loaded = database.jdbc()
                .sql("select count(*) from recua_load where status = 'LOADED'")
                .query(Integer.class)
                .single();
        if (loaded != keys.size()) {
            throw new IllegalStateException("expected " + keys.size() + " loads but found " + loaded);
        }
        bucket.empty();
        return seconds;
    }

    /** From a put to the object's disappearance; half of the poll interval in it is the wait for the poll. */
    private void warm() throws Exception {
        List<String> feeds = tables(database, 1);
        Path csv = csv();
        int interval = 20;
        try (FeedsJar recua = FeedsJar.start(forks, database, bucket, feeds, POLL + interval + "ms")) {
            List<Double> millis = new ArrayList<>();
            for (int object = 0; object < 2 * WARM; object++) {
                String key = "landing/" + feeds.get(0) + "/%03d.csv".formatted(object);
                bucket.put(key, csv);
                long from = System.nanoTime();
                while (recua.isAlive() && bucket.holds(key)) {
                    Thread.sleep(2);
                }
                millis.add((System.nanoTime() - from) / 1e6);
            }
            List<Double> warm =
                    millis.subList(WARM, millis.size()).stream().sorted().collect(Collectors.toList());
            print("| %d ms | %.0f | %.0f–%.0f |", interval, warm.get(WARM / 2), warm.get(0), warm.get(WARM - 1));
        }
        bucket.empty();
    }

    /** Fresh tables, one for each feed, and no ledger. */
    static List<String> tables(Database database, int count) {
        List<String> feeds =
                IntStream.range(0, count).mapToObj("feed%04d"::formatted).toList();
        database.jdbc()
                .sql("select table_name from information_schema.tables where table_schema = database()")
                .query(String.class)
                .list()
                .forEach(database::drop);
        feeds.forEach(feed -> database.jdbc().sql(TABLE.formatted(feed)).update());
        return feeds;
    }

    private static final String TABLE = "create table %s (load_id bigint not null, load_batch bigint not null,"
            + " load_row bigint not null, row_key binary(16) not null, id varchar(20), v varchar(40),"
            + " primary key (load_id, load_batch, row_key), unique key (row_key))";

    private static Path csv() throws IOException {
        String csv = IntStream.range(0, ROWS)
                .mapToObj(row -> row + ",value " + row)
                .collect(Collectors.joining("\n", "id,v\n", "\n"));
        return Files.writeString(FOLDER.resolve("small.csv"), csv);
    }

    private long deadlocks() {
        return database.jdbc()
                .sql("select count from information_schema.innodb_metrics where name = 'lock_deadlocks'")
                .query(Long.class)
                .single();
    }

    private static void print(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }
}
