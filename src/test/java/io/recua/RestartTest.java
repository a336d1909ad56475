package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.lease.LeasedRepository;
import io.recua.testing.RunningRecua;
import io.recua.testing.Scrape;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of a load that was cut off in the middle when it is claimed again. */
class RestartTest {

    private static final String KEY = "landing/a/5.csv";
    private static final int ROWS = 12_000;
    private static final String MISFIT = "too long for its column";

    private TestDatabase database;
    private TestBucket bucket;

    @BeforeEach
    void makeTheTables() {
        database = TestDatabase.empty();
        bucket = TestBucket.empty();
        for (String table : List.of("t", "other")) {
            database.jdbc()
                    .sql("create table " + table + " (load_id bigint not null, load_batch bigint not null,"
                            + " load_row bigint not null, row_key binary(16) not null, id varchar(20), v varchar(20),"
                            + " primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key))")
                    .update();
        }
        database.jdbc()
                .sql("create table own (id varchar(20) primary key, v varchar(20), load_id bigint default 1)")
                .update();
    }

    private RunningRecua start(String table, String... more) {
        Stream<String> sizes = Stream.of(
                "recua.load.batch-rows=100", "recua.load.run-batches=2", "recua.load.lease=3s", "camel.main.name=r");
        return RunningRecua.start(
                bucket,
                database,
                Stream.concat(sizes, Arrays.stream(RunningRecua.feed("a", table, "id", more)))
                        .toArray(String[]::new));
    }

    private static String csv() {
        return csv(row -> "v" + row);
    }

    /** The ids have an accent, so that another charset reads other ids. */
    private static String csv(IntFunction<String> value) {
        return IntStream.rangeClosed(1, ROWS)
                .mapToObj(row -> "\u00e9" + row + "," + value.apply(row) + "\n")
                .collect(Collectors.joining("", "id,v\n", ""));
    }

    private void cutOff(String table) throws Exception {
        cutOff(table, csv());
    }

    /** Loads a part of the object by each lane, and leaves the load as it is then. */
    private void cutOff(String table, String csv) throws Exception {
        bucket.put(KEY, csv);
        try (RunningRecua recua = start(table)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> number("select coalesce(min(inserted), 0) from recua_lane") > 0);
            recua.bean(CamelContext.class).getRouteController().stopRoute("ingest-a");
        }
        assertThat(committed()).isBetween(1L, ROWS - 1L);
    }

    /** As an event does, also one of an object that is not there any more. */
    private static void wakeUp(RunningRecua recua) {
        recua.bean(ProducerTemplate.class)
                .send("direct:ingest-objects", exchange -> exchange.setVariable(LeasedRepository.FEED, "a"));
    }

    private long committed() {
        return number("select coalesce(sum(inserted), 0) from recua_lane");
    }

    private long number(String sql) {
        return database.jdbc().sql(sql).query(Long.class).single();
    }

    private String note() {
        return database.jdbc()
                .sql("select coalesce(note, '') from recua_load where object_key = ?")
                .param(KEY)
                .query(String.class)
                .single();
    }

    @Test
    void goesOnBehindTheLastCommitUnderTheSameSettings() throws Exception {
        cutOff("t");
        long before = committed();
        database.jdbc().sql("update t set v = 'kept'").update();

        try (RunningRecua recua = start("t")) {
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("inserted").asInt()).isEqualTo(ROWS);
        }
        assertThat(number("select count(*) from t where v = 'kept'")).isEqualTo(before);
        assertThat(note()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "csv.charset=ISO-8859-1, select 1, t",
        "table=other, select 1, other",
        "catch-up=false, alter table t modify v varchar(40), t"
    })
    void beginsAnewWithoutTheRowsOfTheFirstReadingWhenWhatShapesThemHasChanged(
            String setting, String between, String table) throws Exception {
        cutOff("t");
        if (!between.startsWith("select")) {
            database.jdbc().sql(between).update();
        }

        try (RunningRecua recua = start("t", setting)) {
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("status").asText()).isEqualTo("LOADED");
            assertThat(load.get("inserted").asInt()).isEqualTo(ROWS);
            assertThat(load.get("read").asInt()).isEqualTo(ROWS);
        }
        assertThat(number("select count(*) from " + table)).isEqualTo(ROWS);
        assertThat(number("select (select count(*) from t) + (select count(*) from other)"))
                .isEqualTo(ROWS);
        assertThat(number("select count(*) from " + table + " where id like '\u00c3%'"))
                .isEqualTo(setting.contains("charset") ? ROWS : 0);
        assertThat(note()).contains("began anew");
    }

    /** The rows that are too wide for the server are rejected, and come first in their run: others then take their places. */
    @Test
    void beginsAnewWhenTheServerTakesWiderRowsThanBefore() throws Exception {
        database.jdbc().sql("alter table t modify v mediumtext").update();
        JdbcClient administrator = database.administrator();
        long packet = number("select @@global.max_allowed_packet");
        administrator.sql("set global max_allowed_packet = 65536").update();
        try {
            cutOff("t", csv(row -> row % 300 == 1 ? "w".repeat(100_000) : "v" + row));
        } finally {
            administrator.sql("set global max_allowed_packet = " + packet).update();
        }
        assertThat(number("select sum(rejected) from recua_lane")).isPositive();

        try (RunningRecua recua = start("t")) {
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("inserted").asInt()).as(load.toString()).isEqualTo(ROWS);
            assertThat(load.get("rejected").asInt()).isZero();
        }
        assertThat(number("select count(*) from t")).isEqualTo(ROWS);
        assertThat(bucket.keys("rejected/")).isEmpty();
    }

    /** The process was killed after the refusal, before the ledger knew it: the good rows of the refused batch are not written. */
    @Test
    void beginsAnewWhenMoreRowsMayBeRejectedThanAtARefusalThatWasNotSettled() throws Exception {
        String csv = csv(row -> row > 5000 && row % 3 == 0 ? MISFIT : "v" + row);
        bucket.put(KEY, csv);
        try (RunningRecua recua = start("t")) {
            assertThat(recua.settled(KEY).get("error").asText()).contains("more than the allowed 10%");
        }
        database.jdbc()
                .sql("update recua_load set status = 'LOADING', finished_at = null, error = null")
                .update();
        bucket.put(KEY, csv);

        try (RunningRecua recua = start("t", "max-rejected=50%")) {
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
            assertThat(bucket.rejected("a/5").lines())
                    .hasSize(1 + load.get("rejected").asInt());
        }
        assertThat(number("select count(*) from t where v = concat('v', substr(id, 2))"))
                .isEqualTo(ROWS - (ROWS / 3 - 5000 / 3));
    }

    @Test
    void saysThatTheRowsOfTheFirstReadingStayWhereNothingTellsThemFromOthers() throws Exception {
        cutOff("own");
        long before = committed();

        try (RunningRecua recua = start("own", "csv.charset=ISO-8859-1")) {
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("read").asInt()).isEqualTo(ROWS);
            assertThat(load.get("note").asText())
                    .contains("table own does not record which load wrote a row")
                    .contains("stay");
        }
        assertThat(number("select count(*) from own")).isEqualTo(ROWS + before);
    }

    @Test
    void endsBeforeAnObjectWithAnEarlierKey() throws Exception {
        cutOff("t");
        bucket.put("landing/a/1.csv", "id,v\n\u00e91,newer\n");

        try (RunningRecua recua = start("t")) {
            recua.settled(KEY);
            recua.settled("landing/a/1.csv");
        }

        assertThat(database.jdbc()
                        .sql("select object_key from recua_load order by finished_at")
                        .query(String.class)
                        .list())
                .containsExactly(KEY, "landing/a/1.csv");
        assertThat(number("select count(*) from t where id = '\u00e91' and v = 'newer'"))
                .isEqualTo(1);
    }

    @Test
    void goesOnWhenItsObjectIsMovedAwayAndComesBack() throws Exception {
        cutOff("t");
        byte[] content = bucket.bytes(KEY);
        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key(KEY));

        try (RunningRecua recua = start("t")) {
            recua.load("landing/a/7.csv", "id,v\nx,x\n");
            assertThat(database.jdbc()
                            .sql("select error from recua_load where object_key = ?")
                            .param(KEY)
                            .query(String.class)
                            .single())
                    .contains("landing/");
            bucket.put(KEY, content);
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("status").asText()).isEqualTo("LOADED");
            assertThat(load.get("inserted").asInt()).isEqualTo(ROWS);
        }
        assertThat(number("select count(*) from t")).isEqualTo(ROWS + 1L);
    }

    @Test
    void putsTheRejectedRowsOfBothHalvesIntoOneFileWhenItsObjectIsMovedAwayAndComesBack() throws Exception {
        cutOff("t", csv(row -> row % 100 == 0 ? MISFIT : "v" + row));
        byte[] content = bucket.bytes(KEY);
        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key(KEY));

        try (RunningRecua recua = start("t")) {
            wakeUp(recua);
            assertThat(number("select count(*) from recua_load where status = 'QUARANTINED' and vanished"))
                    .isEqualTo(1);
            assertThat(bucket.rejected("a/5").lines()).hasSizeBetween(2, ROWS / 100);
            bucket.put(KEY, content);
            JsonNode load = recua.settled(KEY);

            assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
            assertThat(load.get("rejected").asInt()).isEqualTo(ROWS / 100);
        }
        assertThat(note()).doesNotContain("began anew");
        assertThat(bucket.rejected("a/5").lines()).hasSize(1 + ROWS / 100);
        assertThat(number("select count(*) from recua_rejected")).isZero();
    }

    /** The process was killed after it had noted that the object was away, and before the refusal was settled. */
    @Test
    void leavesNoRejectedRowsInTheLedgerWhenItsObjectWasAwayForAMoment() throws Exception {
        cutOff("t", csv(row -> row % 100 == 0 ? MISFIT : "v" + row));
        database.jdbc().sql("update recua_load set vanished = true").update();

        try (RunningRecua recua = start("t")) {
            assertThat(recua.settled(KEY).get("status").asText()).isEqualTo("LOADED");
        }

        assertThat(number("select count(*) from recua_rejected")).isZero();
        assertThat(bucket.rejected("a/5").lines()).hasSize(1 + ROWS / 100);
    }

    @Test
    void isRefusedAtTheThirdStartWhenItEndedTheProcessTwiceAtTheSamePlace() throws Exception {
        cutOff("t");
        database.jdbc()
                .sql("update recua_load set runner = 'a process that is gone', deaths = 1, reached = 0,"
                        + " died_at = concat('0/', (select sum(last_record + committed_in_run) from recua_lane))")
                .update();

        try (RunningRecua recua = start("t", "recua.notify.webhook.url=http://127.0.0.1:9/never")) {
            JsonNode load = recua.settled(KEY);
            List<String> told = database.jdbc()
                    .sql("select event from recua_outbox where object_key = ?")
                    .param(KEY)
                    .query(String.class)
                    .list();
            double counted = refusals(recua);
            recua.load(KEY, csv());
            JsonNode next = recua.load("landing/a/7.csv", "id,v\nx,x\n");

            assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
            assertThat(List.of(counted, refusals(recua))).containsOnly(1.0);
            assertThat(load.get("error").asText()).contains("ended the process twice");
            assertThat(told).containsExactly("REFUSED");
            assertThat(next.get("status").asText()).isEqualTo("LOADED");
        }
    }

    private static double refusals(RunningRecua recua) {
        return Scrape.of(recua).value("recua_load_duration_seconds_count", "a", "refused");
    }

    @Test
    void isNotRefusedForProcessesThatAreKilledAtDifferentPlaces() throws Exception {
        cutOff("t");
        database.jdbc()
                .sql(
                        "update recua_load set runner = 'a process that is gone', deaths = 1, reached = 200, died_at = '0/0'")
                .update();

        try (RunningRecua recua = start("t")) {
            assertThat(recua.settled(KEY).get("status").asText()).isEqualTo("LOADED");
        }
    }

    @Test
    void hasAPlaceForEachProcessThatIsKilledWhileExpectReadsTheObject() {
        bucket.put(KEY, csv());

        try (RunningRecua recua = start("t", "expect.max-rows=" + (ROWS - 1))) {
            assertThat(recua.settled(KEY).get("error").asText()).contains("expect.max-rows");
        }

        assertThat(number("select reached from recua_load")).isEqualTo(ROWS);
    }

    /** It goes on with the deletions of a snapshot, which may take long: all of the object is read, and it has no row to write. */
    @Test
    void isNotToBlameForTheEndOfAProcessBehindItsLastRow() throws Exception {
        String csv = "id,v\nx,x\n";
        try (RunningRecua recua = start("t", "mode=snapshot")) {
            recua.load(KEY, csv);
        }
        database.jdbc()
                .sql("update recua_load set status = 'LOADING', reached = 0")
                .update();
        database.jdbc()
                .sql("insert into t (load_id, load_batch, load_row, row_key) values (0, 1, 1, 'k')")
                .update();
        bucket.put(KEY, csv);

        try (Connection rival = database.dataSource().getConnection();
                Statement lock = rival.createStatement()) {
            rival.setAutoCommit(false);
            lock.execute("select * from t where load_id = 0 for update");
            try (RunningRecua recua = start("t", "mode=snapshot")) {
                await().until(() ->
                        number("select count(*) from recua_load where reached = 1 and runner is null") == 1);
                assertThat(number("select deleted from recua_load")).isZero();
                rival.rollback();
                assertThat(recua.settled(KEY).get("status").asText()).isEqualTo("LOADED");
            }
        }
        assertThat(number("select deleted from recua_load")).isEqualTo(1);
    }
}
