package io.recua.chaos;

import static org.awaitility.Awaitility.await;

import io.recua.testing.HttpSource;
import io.recua.testing.RecuaProcess;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Loads what a year of weekly slots and a month of hourly ones bring, within minutes, and looks at what grows meanwhile: {@code
 * mvn -Pchaos verify -Dchaos.main=io.recua.chaos.Soak}; see {@code docs/reliability.md}.
 */
public final class Soak {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NOTHING_NEW = "Fetched nothing new";

    private Soak() {}

    public static void main(String[] arguments) {
        Chaos.exit(Soak::run);
    }

    /** Returns whether all was loaded and nothing grew by more than it may. */
    private static boolean run() throws Exception {
        Path temporary = Files.createDirectories(Chaos.FOLDER.resolve("tmp").toAbsolutePath());
        Program program = new Program(
                List.of("-XX:+UseSerialGC", "-Djava.io.tmpdir=" + temporary, "-jar", Program.JAR.toString()));
        try (MySql mysql = MySql.ofSystem();
                HttpSource source = HttpSource.start()) {
            // Where the parts of the tests look for their database.
            System.setProperty("recua.test.database", mysql.url());
            TestDatabase database = TestDatabase.empty();
            Feed.createTables(database);
            TestBucket bucket = TestBucket.empty();
            Slots slots = new Slots(bucket, source);
            try (RecuaProcess recua = program.start(bucket, database, settings(source))) {
                recua.awaitStarted();
                Footprint footprint = new Footprint(recua.pid(), temporary, database.jdbc());
                land(slots, footprint, recua);
                awaitEmpty(bucket);
                return report(footprint, slots, work(database.jdbc()), unchanged(recua));
            }
        }
    }

    private static List<String> settings(HttpSource source) {
        List<String> settings = new ArrayList<>(
                List.of("recua.poll-interval=500ms", "recua.fetch.retries=2", "recua.fetch.retry-delay=300ms"));
        settings.addAll(Feed.settingsOfAll(source.url("/rows.csv")));
        settings.add("recua.feeds." + Feed.FETCHED.id() + ".schedule=* * * * * ?");
        return settings;
    }

    private static void land(Slots slots, Footprint footprint, RecuaProcess recua)
            throws IOException, InterruptedException {
        long length = Chaos.length().toNanos();
        long from = System.nanoTime();
        long sampled = 0;
        for (long passed = 0; passed < length; passed = System.nanoTime() - from) {
            if (!recua.isAlive()) {
                throw new IllegalStateException(recua + " ended");
            }
            slots.land((double) passed / length);
            slots.changeSource(TimeUnit.NANOSECONDS.toSeconds(passed));
            if (passed - sampled > SAMPLE_NANOS) {
                sampled = passed;
                footprint.sample();
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        slots.land(1);
    }

    /** Waits until all is loaded; what is not is found missing afterwards. */
    private static void awaitEmpty(TestBucket bucket) {
        try {
            await().atMost(PATIENCE).until(() -> bucket.keys("landing/").isEmpty());
        } catch (ConditionTimeoutException e) {
            System.out.println("These still wait: " + bucket.keys("landing/"));
        }
    }

    /** By the ledger: the objects that landed, how many of them were refused, their rows, how many of these were rejected. */
    private static Slots.Work work(JdbcClient jdbc) {
        return jdbc.sql(
                        "select count(distinct id) objects, count(distinct if(status = 'QUARANTINED', id, null)) refused,"
                                + " sum(inserted + updated + unchanged + duplicates + rejected) `rows`, sum(rejected) rejected"
                                + " from recua_load left join recua_lane on load_id = id where feed <> ? and status <> 'LOADING'")
                .param(Feed.FETCHED.id())
                .query((row, number) -> new Slots.Work(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .single();
    }

    private static long unchanged(RecuaProcess recua) throws IOException {
        return recua.log().lines().filter(line -> line.contains(NOTHING_NEW)).count();
    }

    private static boolean report(Footprint footprint, Slots slots, Slots.Work found, long unchanged)
            throws IOException {
        boolean whole = found.equals(slots.landed()) && unchanged > 0;
        String text = "%s%nlanded: %s%nloaded: %s%nfetches without anything new: %d%n%s%n"
                .formatted(
                        footprint.markdown(),
                        slots.landed(),
                        found,
                        unchanged,
                        !whole
                                ? "NOT ALL WAS LOADED"
                                : footprint.grown().isEmpty() ? "flat" : "GREW: " + footprint.grown());
        Files.writeString(Chaos.FOLDER.resolve("soak.md"), text, StandardCharsets.UTF_8);
        System.out.println(text);
        return whole && footprint.grown().isEmpty();
    }
}
