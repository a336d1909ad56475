package io.recua.testing;

import static org.awaitility.Awaitility.await;

import io.recua.config.FeedProperties.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A feed of three objects, to be loaded by whatever is cut off on the way. Keys are there several times within a batch,
 * across batches and across objects, and every hundredth row does not fit the table.
 */
public final class SampleFeed {

    /** How long a claim holds without a sign of life: the least that the settings allow. */
    public static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final List<Integer> ROWS = List.of(4_000, 30_000, 4_000);
    private static final int KEYS = 15_000;
    private static final int LOAD = 1_000_000;

    private final Mode mode;
    private final TestDatabase database;
    private final TestBucket bucket;
    private final JdbcClient uncommitted;

    private SampleFeed(Mode mode, TestDatabase database, TestBucket bucket) {
        this.mode = mode;
        this.database = database;
        this.bucket = bucket;
        this.uncommitted = uncommitted(database);
    }

    /** The feed's table and nothing else in the database, and nothing in the bucket. */
    public static SampleFeed empty() {
        return of(Mode.UPSERT);
    }

    /** The same with another mode. A snapshot has no rows that do not fit: they would keep it from deleting. */
    public static SampleFeed of(Mode mode) {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table samples (load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,"
                                + " code varchar(20), name varchar(40), amount int, loaded_at datetime(3),"
                                + " primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
        return new SampleFeed(mode, database, TestBucket.empty());
    }

    private static JdbcClient uncommitted(TestDatabase database) {
        JdbcClient jdbc = JdbcClient.create(
                new SingleConnectionDataSource(database.url(), database.user(), database.password(), true));
        jdbc.sql("set session transaction isolation level read uncommitted").update();
        return jdbc;
    }

    public SampleFeed land() {
        Random random = new Random(7);
        for (int object = 1; object <= ROWS.size(); object++) {
            bucket.put(key(object), csv(random, object, mode != Mode.SNAPSHOT));
        }
        return this;
    }

    private static String csv(Random random, int object, boolean misfits) {
        return IntStream.range(0, ROWS.get(object - 1))
                .mapToObj(row -> "K" + random.nextInt(KEYS) + ",row " + row + " of " + object + ","
                        + (misfits && row % 100 == 0 ? "many" : row))
                .collect(Collectors.joining("\n", "code,name,amount\n", "\n"));
    }

    private static String key(int object) {
        return "landing/samples/" + object + ".csv";
    }

    private String[] settings(int batchRows, int runBatches) {
        return RunningRecua.feed(
                "samples",
                "samples",
                mode == Mode.APPEND ? "" : "code",
                "mode=" + mode,
                "timestamp-column=loaded_at",
                "recua.load.batch-rows=" + batchRows,
                "recua.load.run-batches=" + runBatches,
                "recua.load.lease=" + LEASE.toSeconds() + "s");
    }

    /** With other sizes than those of {@link #startProcess}, so that it ends with them what was begun with others. */
    public RunningRecua start() {
        return RunningRecua.start(bucket, database, settings(700, 6));
    }

    public RecuaProcess startProcess() throws IOException {
        return RecuaProcess.start(bucket, database, settings(250, 16));
    }

    /** Starts a process that reaches the database on this way. */
    public RecuaProcess startProcess(DatabaseLink link) throws IOException {
        return RecuaProcess.start(
                bucket, new TestDatabase(link.url(), database.user(), database.password()), settings(250, 16));
    }

    public TestDatabase database() {
        return database;
    }

    /** What a process has done so far, be it committed or not, as a number that only grows. */
    public enum Progress {
        MIGRATED("select count(*) from information_schema.tables where table_schema = database()"),
        CLAIMED("select fence from recua_lease where name = 'samples'"),
        WROTE_ROW("select load_id * " + LOAD + " + load_row from samples order by load_id desc, load_row desc limit 1"),
        WROTE_CHECKPOINT("select max(load_id * " + LOAD + " + last_record + committed_in_run) from recua_lane"),
        DELETED("select sum(deleted) from recua_load"),
        SETTLED("select count(*) from recua_load where status = 'LOADED'");

        private final String sql;

        Progress(String sql) {
            this.sql = sql;
        }
    }

    /** The value of {@link Progress#WROTE_ROW} and {@link Progress#WROTE_CHECKPOINT} at a record of an object. */
    public static long record(int object, int record) {
        return (long) object * LOAD + record;
    }

    /** How far the loads are; 0 if they have not begun. */
    public long progress(Progress progress) {
        try {
            return uncommitted
                    .sql("select coalesce((" + progress.sql + "), 0)")
                    .query(Long.class)
                    .single();
        } catch (BadSqlGrammarException e) {
            return 0;
        }
    }

    /** Returns within milliseconds of the instant at which the loads are as far as this. */
    public void awaitProgress(Progress progress, long value, RecuaProcess by) {
        await(progress + " " + value)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .failFast(by + " ended", () -> !by.isAlive())
                .until(() -> progress(progress) >= value);
    }

    /** The fence of the newest committed claim. */
    public long fence() {
        return database.jdbc()
                .sql("select max(fence) from recua_load")
                .query(Long.class)
                .single();
    }

    /** Who holds the lease; empty if nobody does. */
    public String owner() {
        return database.jdbc()
                .sql("select coalesce(max(owner), '') from recua_lease where name = 'samples'")
                .query(String.class)
                .single();
    }

    public boolean isWaiting(int object) {
        return !bucket.keys(key(object)).isEmpty();
    }

    public void awaitArchived() {
        await().atMost(PATIENCE).until(() -> bucket.keys("landing/").isEmpty());
    }

    /**
     * All that the loads leave behind, but for the clock's time.
     *
     * @param rows the table, each row with the object and the record that it came from
     * @param loads the ledger, in the order in which the objects were claimed first
     * @param rejected the files below {@code rejected/}
     */
    public record Outcome(List<String> rows, List<String> loads, List<String> keys, Map<String, String> rejected) {}

    public Outcome outcome() {
        Map<String, String> rejected = new TreeMap<>();
        bucket.keys("rejected/").forEach(key -> rejected.put(unnumbered(key), bucket.text(key)));
        return new Outcome(
                list("select concat_ws('|', object_key, load_row, " + (mode == Mode.APPEND ? "" : "hex(row_key), ")
                        + "code, name, amount,"
                        + " samples.loaded_at = recua_load.loaded_at)"
                        + " from samples join recua_load on id = load_id order by id, load_row"),
                list(
                        "select concat_ws('|', object_key, status, failures, lanes, deleted, min(last_record), sum(inserted),"
                                + " sum(updated), sum(unchanged), sum(duplicates), sum(rejected))"
                                + " from recua_load join recua_lane on id = load_id"
                                + " group by id, object_key, status, failures, lanes, deleted order by id"),
                bucket.keys("").stream().map(SampleFeed::unnumbered).toList(),
                rejected);
    }

    /** A claim that was rolled back has used up a number. */
    private static String unnumbered(String key) {
        return key.replaceFirst("-load-\\d+", "");
    }

    /** Pairs of objects of which the later one was claimed before the earlier one was settled. */
    public List<String> outOfOrder() {
        return list("select concat_ws(' before ', later.object_key, earlier.object_key) from recua_load earlier"
                + " join recua_load later on later.object_key > earlier.object_key"
                + " where later.started_at < earlier.finished_at");
    }

    private List<String> list(String sql) {
        return database.jdbc().sql(sql).query(String.class).list();
    }

    /** Starts Recua, and waits until it has loaded what is left. */
    public Outcome finish() {
        return finish(start());
    }

    private Outcome finish(RunningRecua started) {
        try (started) {
            started.settled(key(ROWS.size()));
        }
        return outcome();
    }

    /** The outcome of a run that nothing cut off. */
    public static Outcome uninterrupted() {
        return Uninterrupted.OUTCOME;
    }

    /** The same with another mode; each call runs it. */
    public static Outcome uninterrupted(Mode mode) {
        SampleFeed feed = of(mode).land();
        return feed.finish(RunningRecua.start(feed.bucket, feed.database, feed.settings(250, 16)));
    }

    private static final class Uninterrupted {
        static final Outcome OUTCOME = uninterrupted(Mode.UPSERT);
    }
}
