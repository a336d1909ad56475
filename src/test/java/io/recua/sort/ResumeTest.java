package io.recua.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.recua.config.CsvProperties;
import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.config.RecuaProperties;
import io.recua.csv.Content;
import io.recua.csv.CsvDialect;
import io.recua.ingest.Checkpoint;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimRepository;
import io.recua.ingest.Counts;
import io.recua.ingest.Landed;
import io.recua.ingest.LoadLimits;
import io.recua.lease.LeasedRepository;
import io.recua.load.BatchWriter;
import io.recua.load.Load;
import io.recua.load.Rows;
import io.recua.row.Batch;
import io.recua.row.Batches;
import io.recua.row.Dedup;
import io.recua.row.Row;
import io.recua.sort.LoadReference.Line;
import io.recua.testing.CommitLink;
import io.recua.testing.CommitLink.Fault;
import io.recua.testing.CommitLink.Work;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.write.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Loads of random files that are cut off at random commits, on connections that lose random commits, resumed by instances
 * with other sizes and another writer: table, counts and rejected rows equal those of the reference. The seed of a failure
 * reproduces its data; {@code -Drecua.test.seed=…} sets it.
 */
class ResumeTest {

    private static final long SEED = Long.getLong("recua.test.seed", System.nanoTime());
    private static final int FILES = 4;
    private static final String COLUMNS = "k varchar(20)%s, text mediumtext, amount int, check (amount <> 13)";
    private static final String[] TABLES = {
        TestDatabase.createTable("hashed", COLUMNS.formatted("")),
        TestDatabase.createTable("appended", COLUMNS.formatted("")),
        TestDatabase.createTable("whole", COLUMNS.formatted("")),
        "create table own (" + COLUMNS.formatted(" not null") + ", unique key (k))"
    };

    private static Random random;
    private static TestDatabase database;
    private static CommitLink link;
    private static final List<RunningRecua> instances = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        random = new Random(SEED);
        database = TestDatabase.empty();
        for (String table : TABLES) {
            database.jdbc().sql(table).update();
        }
        link = new CommitLink(database, Work.LANE, ResumeTest::fault);
        TestBucket bucket = TestBucket.empty();
        instances.add(start(bucket, "one", "auto", 40, 3, 3, RunningRecua.feed("changing", "hashed", "k")));
        instances.add(start(
                bucket,
                "two",
                "insert",
                70,
                2,
                2,
                RunningRecua.feed("changing", "hashed", "k", "on-duplicate=first", "csv.charset=ISO-8859-1")));
    }

    private static RunningRecua start(
            TestBucket bucket, String name, String method, int rows, int runs, int writers, String[] changing) {
        Stream<String> settings = Stream.of(
                "camel.main.name=" + name,
                "recua.load.method=" + method,
                "recua.load.batch-rows=" + rows,
                "recua.load.run-batches=" + runs,
                "recua.load.writers=" + writers);
        Stream<String> feeds = Stream.of(
                        "hashed-newest", "hashed-first", "hashed-changed", "own-newest", "own-first", "own-changed")
                .flatMap(feed -> Stream.of(
                        RunningRecua.feed(feed, feed.split("-")[0], "k", "on-duplicate=" + feed.split("-")[1])));
        Stream<String> modes = Stream.of(
                        RunningRecua.feed("appended", "appended", "", "mode=append"),
                        RunningRecua.feed("whole", "whole", "k", "mode=snapshot"))
                .flatMap(Stream::of);
        return RunningRecua.start(
                bucket,
                link.to(database),
                Stream.of(settings, feeds, modes, Stream.of(changing))
                        .flatMap(all -> all)
                        .toArray(String[]::new));
    }

    /** Called by several threads, so the order in which the random numbers go to them is not the seed's. */
    private static synchronized Fault fault() {
        int dice = random.nextInt(30);
        return dice < 3 ? Fault.values()[1 + dice] : Fault.NONE;
    }

    @AfterAll
    static void stop() throws IOException {
        instances.forEach(RunningRecua::close);
        link.close();
    }

    @ParameterizedTest
    @CsvSource({"hashed, NEWEST", "hashed, FIRST", "hashed, CHANGED", "own, NEWEST", "own, FIRST", "own, CHANGED"})
    void endsLikeTheReferenceWhateverCutsItOff(String table, OnDuplicate onDuplicate) throws Exception {
        database.jdbc().sql("delete from " + table).update();
        boolean lineage = table.equals("hashed");
        LoadReference reference = new LoadReference(onDuplicate, lineage);
        String feed = table + "-" + onDuplicate.name().toLowerCase();

        for (int file = 1; file <= FILES; file++) {
            List<Line> lines = lines(new Random(SEED + file), lineage);
            String key = "landing/" + feed + "/" + file + ".csv";

            Claim claim = load(feed, key, csv(lines)).claim();

            reference.load(lines, claim.limits());
            assertThat(counts(claim)).as("seed %d, counts of %s", SEED, key).isEqualTo(reference.counts());
            assertThat(rejected(claim)).as("seed %d, rejected of %s", SEED, key).isEqualTo(reference.rejected);
            assertThat(rows(table, lineage))
                    .as("seed %d, table after %s", SEED, key)
                    .isEqualTo(reference.table);
        }
    }

    @Test
    void appendAddsEachRecordOnceWhateverCutsItOff() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int file = 1; file <= FILES; file++) {
            List<Line> lines = lines(new Random(SEED + 300 + file), true);
            Claim claim = load("appended", "landing/appended/" + file + ".csv", csv(lines))
                    .claim();

            for (int i = 0; i < lines.size(); i++) {
                Line line = lines.get(i);
                if (!line.misfit()) {
                    expected.add(claim.loadId() + "|" + (i + 1) + "|" + line.key() + "|" + line.amount());
                }
            }
            assertThat(database.jdbc()
                            .sql("select concat(load_id, '|', load_row, '|', coalesce(k, ''), '|', amount)"
                                    + " from appended order by load_id, load_row")
                            .query(String.class)
                            .list())
                    .as("seed %d, table after file %d", SEED, file)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aSnapshotLeavesTheRowsOfItsFileWhateverCutsItOff() throws Exception {
        database.jdbc().sql("delete from whole").update();
        LoadReference reference = new LoadReference(OnDuplicate.NEWEST, true);
        for (int file = 1; file <= FILES; file++) {
            boolean complete = file != 3;
            List<Line> lines = lines(new Random(SEED + 400 + file), true).stream()
                    .filter(line -> !(complete && line.misfit()))
                    .toList();
            Claim claim =
                    load("whole", "landing/whole/" + file + ".csv", csv(lines)).claim();

            reference.load(lines, claim.limits());
            long deleted = complete ? reference.removeMissing(lines) : 0;
            assertThat(rows("whole", true))
                    .as("seed %d, table after file %d", SEED, file)
                    .isEqualTo(reference.table);
            assertThat(database.jdbc()
                            .sql("select deleted from recua_load where id = ?")
                            .param(claim.loadId())
                            .query(Long.class)
                            .single())
                    .isEqualTo(deleted);
        }
    }

    /** Its object was overwritten or removed, then came back: the rows that it had written belong to the other load by then. */
    @ParameterizedTest
    @ValueSource(strings = {"whole", "hashed-newest"})
    void aLoadThatAnotherHasOvertakenBeginsAnew(String feed) throws Exception {
        String table = feed.split("-")[0];
        database.jdbc().sql("delete from " + table).update();
        List<Line> lines = lines(new Random(SEED + 500), true).stream()
                .filter(line -> !line.misfit())
                .toList();
        String key = "landing/" + feed + "/overtaken.csv";
        Exchange exchange = exchange(instances.get(0), feed, key);
        assertThat(instances.get(0).bean(ClaimRepository.class).add(exchange, key))
                .isTrue();
        assertThatThrownBy(() -> steps(instances.get(0), exchange, csv(lines), 4, () -> {}))
                .isNotNull();
        instances.get(0).bean(BatchWriter.class).close(exchange);
        instances.get(0).bean(ClaimRepository.class).remove(exchange, key);
        load(feed, "landing/" + feed + "/other.csv", csv(lines.subList(0, lines.size() / 2)));

        Claim claim = load(feed, key, csv(lines)).claim();

        LoadReference reference = new LoadReference(OnDuplicate.NEWEST, true);
        reference.load(lines, claim.limits());
        assertThat(rows(table, true)).as("seed %d", SEED).isEqualTo(reference.table);
        assertThat(database.jdbc()
                        .sql("select count(*) from " + table + " where load_id <> ?")
                        .param(claim.loadId())
                        .query(Integer.class)
                        .single())
                .as("seed %d, rows of other loads", SEED)
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void settingsThatChangeInBetweenNeverMixTwoReadings(int file) throws Exception {
        database.jdbc().sql("delete from hashed").update();
        List<Line> lines = lines(new Random(SEED + 200 + file), true);

        Loaded loaded = load("changing", "landing/changing/" + file + ".csv", csv(lines));

        boolean latin = loaded.by() == instances.get(1);
        LoadReference reference = new LoadReference(latin ? OnDuplicate.FIRST : OnDuplicate.NEWEST, true);
        reference.load(latin ? readAsLatin(lines) : lines, loaded.claim().limits());
        assertThat(counts(loaded.claim())).as("seed %d, counts", SEED).isEqualTo(reference.counts());
        assertThat(rejected(loaded.claim())).as("seed %d, rejected", SEED).isEqualTo(reference.rejected);
        assertThat(rows("hashed", true)).as("seed %d, table", SEED).isEqualTo(reference.table);
    }

    private static List<Line> readAsLatin(List<Line> lines) {
        return lines.stream()
                .map(line -> new Line(
                        line.key(),
                        new String(line.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                        line.amount(),
                        line.misfit()))
                .toList();
    }

    /** Some keys come again, some values are wide, some rows do not fit, and MySQL refuses others. */
    private static List<Line> lines(Random random, boolean nulls) {
        List<Line> lines = new ArrayList<>();
        int count = 200 + random.nextInt(900);
        for (int i = 0; i < count; i++) {
            int dice = random.nextInt(100);
            // What MySQL refuses is found out behind the dedup, so its key stands alone.
            int key = dice == 1 ? 1000 + i : random.nextInt(400);
            String amount = dice == 0 ? "many" : dice == 1 ? "13" : Integer.toString(100 + random.nextInt(3));
            String text = dice == 2 ? "wide ".repeat(random.nextInt(30_000)) : "t\\é\t" + random.nextInt(5);
            lines.add(new Line(nulls && key == 0 ? "" : "K" + key, text, amount, dice < 2));
        }
        return lines;
    }

    private static byte[] csv(List<Line> lines) {
        return lines.stream()
                .map(ResumeTest::record)
                .collect(Collectors.joining("\n", "k,text,amount\n", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String record(Line line) {
        return line.key() + "," + line.text() + "," + line.amount();
    }

    private static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record Loaded(Claim claim, RunningRecua by) {}

    /** Tries until a try is not cut off. */
    private static Loaded load(String feed, String key, byte[] csv) throws Exception {
        while (true) {
            RunningRecua instance = instances.get(random.nextInt(instances.size()));
            Exchange exchange = exchange(instance, feed, key);
            ClaimRepository ledger = instance.bean(ClaimRepository.class);
            assertThat(ledger.add(exchange, key)).isTrue();
            Claim claim = exchange.getVariable(Claim.VARIABLE, Claim.class);
            try {
                steps(instance, exchange, csv, random.nextInt(30), () -> {});
                return new Loaded(claim, instance);
            } catch (CutOff | DataAccessException | TransactionException e) {
                assertThat(claim.status()).hasToString("LOADING");
            } finally {
                instance.bean(BatchWriter.class).close(exchange);
                ledger.remove(exchange, key);
            }
        }
    }

    private static Exchange exchange(RunningRecua instance, String feed, String key) {
        Exchange exchange = new DefaultExchange(instance.bean(CamelContext.class));
        exchange.setVariable(LeasedRepository.FEED, feed);
        exchange.getExchangeExtension().setFromRouteId("ingest-objects");
        exchange.getMessage()
                .setHeader(Landed.HEADER, new Landed(instance.bucket().name(), key, "etag"));
        return exchange;
    }

    /** The steps of the route {@code load}, as many batches of them as it gets to. */
    private static void steps(RunningRecua instance, Exchange exchange, byte[] csv, int batches, Runnable whileWaiting)
            throws Exception {
        Iterator<Row> rows = rows(instance, exchange, csv);
        Load load = exchange.getVariable(Load.VARIABLE, Load.class);
        int done = 0;
        for (Iterator<List<Row>> cut = instance.bean(Batches.class).collate(rows, load.claim());
                cut.hasNext();
                done++) {
            if (done == batches) {
                throw new CutOff();
            }
            load.lanes().write(instance.bean(Dedup.class).deduplicate(cut.next(), load.claim()), whileWaiting);
        }
        load.lanes().finish(whileWaiting);
        instance.bean(Snapshot.class).removeMissing(load.claim(), exchange);
    }

    private static Iterator<Row> rows(RunningRecua instance, Exchange exchange, byte[] csv) {
        Claim claim = exchange.getVariable(Claim.VARIABLE, Claim.class);
        CsvProperties format =
                instance.bean(RecuaProperties.class).feed(claim.feed()).csv();
        Content content = new Content(new ByteArrayInputStream(csv), CsvDialect.of(format), 1, () -> 0);
        return instance.bean(Rows.class).begin(content.records(), content, claim, exchange);
    }

    @Test
    void stopLeavesNoLaneAtWorkWhateverItWaitsFor() throws Exception {
        database.jdbc().sql("delete from hashed").update();
        RunningRecua instance = instances.get(0);
        String key = "landing/hashed-newest/locked.csv";
        Exchange exchange = exchange(instance, "hashed-newest", key);
        assertThat(instance.bean(ClaimRepository.class).add(exchange, key)).isTrue();
        Claim claim = exchange.getVariable(Claim.VARIABLE, Claim.class);

        try (Connection rival = database.dataSource().getConnection();
                Statement statement = rival.createStatement()) {
            statement.execute("lock tables hashed write");
            assertThatThrownBy(() -> steps(instance, exchange, csv(lines(new Random(SEED), true)), 99, () -> {
                        throw new CutOff();
                    }))
                    .isInstanceOf(CutOff.class);

            assertTimeout(Duration.ofSeconds(10), () -> instance.bean(BatchWriter.class)
                    .close(exchange));

            // A thread whose last task has ended is still listed for a moment; one at work would wait for the lock.
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("load-" + claim.loadId() + "-")));
            statement.execute("unlock tables");
        }
        instance.bean(ClaimRepository.class).remove(exchange, key);

        assertThat(instance.bean(Checkpoints.class).of(claim)).containsOnly(new Checkpoint(0, 0));
        assertThat(rows("hashed", true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSortedRunGivesOneRowOfEachKeyInOrderAndGoesOnBehindAnyTransaction(int file) throws Exception {
        Random data = new Random(SEED + 100 + file);
        List<Line> lines = lines(data, true);
        OnDuplicate onDuplicate = OnDuplicate.values()[data.nextInt(2)];
        RunningRecua instance = instances.get(0);
        String feed = "hashed-" + onDuplicate.name().toLowerCase();
        String key = "landing/" + feed + "/sorted-" + file + ".csv";
        Exchange exchange = exchange(instance, feed, key);
        assertThat(instance.bean(ClaimRepository.class).add(exchange, key)).isTrue();
        Iterator<Row> rows = rows(instance, exchange, csv(lines));
        Load load = exchange.getVariable(Load.VARIABLE, Load.class);
        Runs runs = new Runs(
                new LoadLimits(1, 1 + data.nextInt(60), 99),
                onDuplicate,
                load.header(),
                load.header().fields(),
                null);
        List<Batch> batches = new ArrayList<>();
        Batches.cut(rows, 1 + data.nextInt(200))
                .forEachRemaining(
                        batch -> batches.add(instance.bean(Dedup.class).deduplicate(batch, load.claim())));
        instance.bean(BatchWriter.class).close(exchange);
        instance.bean(ClaimRepository.class).remove(exchange, key);

        List<Taken> all = drain(runs, batches, new Checkpoint(0, 0));

        List<String> kept = all.stream().flatMap(taken -> taken.rows().stream()).toList();
        assertThat(kept).as("seed %d", SEED).isSorted();
        assertThat(kept.stream().map(row -> row.split("\\|", 2)[1]).toList())
                .as("seed %d", SEED)
                .containsExactlyInAnyOrderElementsOf(kept(lines, onDuplicate));
        assertThat(all.stream().mapToLong(Taken::records).sum()).isEqualTo(lines.size());
        assertThat(all.get(all.size() - 1).checkpoint()).isEqualTo(new Checkpoint(lines.size(), 0));
        for (int from = 0; from < all.size(); from++) {
            assertThat(drain(runs, batches, all.get(from).before()))
                    .as("seed %d, from %s", SEED, all.get(from).before())
                    .isEqualTo(all.subList(from, all.size()));
        }
    }

    /** What a transaction takes; a row is its hash, its number and its record. */
    private record Taken(
            Checkpoint before, Checkpoint checkpoint, long records, List<String> rows, List<String> rejected) {}

    private static List<Taken> drain(Runs runs, List<Batch> batches, Checkpoint committed) {
        List<Taken> all = new ArrayList<>();
        try (SortedRun run = new SortedRun(runs, 1, committed)) {
            batches.forEach(batch -> run.add(
                    new ArrayList<>(batch.rows()), batch.duplicates().size(), batch.rejected(), batch.lastRecord()));
            for (LaneBatch next = run.next(); next != null; next = run.next()) {
                all.add(new Taken(
                        next.before(), next.checkpoint(), next.records(), texts(next.rows()), texts(next.rejected())));
            }
        }
        return all;
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream()
                .map(row -> (row.isRejected()
                                ? ""
                                : HexFormat.of().formatHex(row.key().bytes())) + "|" + row.number() + "|"
                        + new String(row.raw(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Collection<String> kept(List<Line> lines, OnDuplicate onDuplicate) {
        Map<String, String> kept = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String row = (i + 1) + "|" + record(line);
            if (!line.amount().equals("many") && onDuplicate == OnDuplicate.NEWEST) {
                kept.put(line.key(), row);
            } else if (!line.amount().equals("many")) {
                kept.putIfAbsent(line.key(), row);
            }
        }
        return kept.values();
    }

    private static List<Long> counts(Claim claim) {
        Counts counts = instances.get(0).bean(Checkpoints.class).counts(claim);
        return List.of(counts.inserted(), counts.updated(), counts.unchanged(), counts.duplicates(), counts.rejected());
    }

    private static List<Long> rejected(Claim claim) {
        return database.jdbc()
                .sql("select record from recua_rejected where load_id = ? order by record")
                .param(claim.loadId())
                .query(Long.class)
                .list();
    }

    private static Map<String, String> rows(String table, boolean lineage) {
        Map<String, String> rows = new TreeMap<>();
        database.jdbc()
                .sql("select coalesce(k, '') k, concat(text, '|', amount, " + (lineage ? "'|', load_row" : "''")
                        + ") v from " + table)
                .query((row, number) -> rows.put(row.getString(1), row.getString(2)))
                .list();
        return rows;
    }
}
