package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of objects from landing/ to archive/ or quarantine/, whatever happened to them and to the ledger before. */
class IngestTest {

    private static TestDatabase database;
    private static RunningRecua recua;
    private static TestBucket bucket;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        for (String table : List.of("a", "b")) {
            database.jdbc()
                    .sql("create table " + table + " (id int not null primary key, v varchar(20))")
                    .update();
        }
        bucket = TestBucket.empty();
        recua = RunningRecua.start(
                bucket,
                database,
                Stream.of(RunningRecua.feed("a", "a", "id"), RunningRecua.feed("b", "b", "id", "csv.max-unpacked=1MB"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void empty() {
        bucket.keys("").forEach(IngestTest::delete);
        List.of("a", "b", "recua_load", "recua_lane")
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
    }

    @Test
    void loadsTheObjectsOfAFeedInTheOrderOfTheirKeysOneAtATime() throws Exception {
        List<String> keys = IntStream.range(100, 115)
                .mapToObj(number -> "landing/a/" + number + ".csv")
                .toList();
        List<String> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled);

        whileStopped(() -> shuffled.forEach(key -> bucket.put(key, "id,v\n1," + key.substring(10, 13) + "\n")));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> bucket.keys("landing/").isEmpty());
        assertThat(query("select object_key from recua_load order by id")).isEqualTo(keys);
        assertThat(query("select l.id from recua_load l join recua_load later on later.id > l.id"
                        + " where later.started_at < l.finished_at"))
                .as("loads that had not ended when a later one began")
                .isEmpty();
        assertThat(query("select v from a")).containsExactly("114");
    }

    @Test
    void loadsDifferentFeedsSideBySide() throws SQLException {
        try (Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into a values (1, 'uncommitted')");
            bucket.put("landing/a/1.csv", "id,v\n1,one\n");
            await().until(() ->
                    !query("select id from recua_load where feed = 'a'").isEmpty());

            JsonNode other = recua.load("landing/b/1.csv", "id,v\n1,one\n");

            assertThat(other.get("status").asText()).isEqualTo("LOADED");
            assertThat(query("select status from recua_load where feed = 'a'")).containsExactly("LOADING");
            blocker.rollback();
        }
        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
    }

    @Test
    void aFolderOfTheConsoleStopsNothing() {
        bucket.put("landing/a/", "");

        JsonNode load = recua.load("landing/a/1.csv", "id,v\n1,one\n");

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/a/1.csv", "landing/a/");
        assertThat(query("select object_key from recua_load")).containsExactly("landing/a/1.csv");
    }

    @Test
    void anObjectThatWasLoadedBeforeACrashIsMovedAndNotLoadedAgain() throws Exception {
        recua.load("landing/a/1.csv", "id,v\n1,one\n");
        delete("archive/a/1.csv");
        recua.jdbc().sql("update a set v = 'untouched'").update();

        JsonNode load = recua.load("landing/a/1.csv", "id,v\n1,one\n");

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/a/1.csv");
        assertThat(bucket.text("archive/a/1.csv")).isEqualTo("id,v\n1,one\n");
        assertThat(query("select v from a")).containsExactly("untouched");
        assertThat(query("select id from recua_load")).hasSize(1);
    }

    @Test
    void anObjectThatIsDroppedAgainUnchangedIsArchivedAndNotLoaded() {
        recua.load("landing/a/1.csv", "id,v\n1,one\n");
        recua.jdbc().sql("update a set v = 'untouched'").update();

        recua.load("landing/a/1.csv", "id,v\n1,one\n");

        assertThat(bucket.keys("")).containsExactly("archive/a/1.csv");
        assertThat(query("select v from a")).containsExactly("untouched");
        assertThat(query("select id from recua_load")).hasSize(1);
    }

    @Test
    void theSameKeyWithNewContentIsANewLoad() {
        recua.load("landing/a/1.csv", "id,v\n1,one\n");

        recua.load("landing/a/1.csv", "id,v\n1,uno\n");

        assertThat(query("select v from a")).containsExactly("uno");
        assertThat(query("select status from recua_load")).containsExactly("LOADED", "LOADED");
        assertThat(bucket.text("archive/a/1.csv")).isEqualTo("id,v\n1,uno\n");
    }

    @Test
    void anUnfinishedLoadWhoseObjectVanishedBlocksNothing() {
        recua.jdbc()
                .sql(
                        "insert into recua_load (feed, object_hash, bucket, object_key, etag, status, fence, loaded_at, lanes,"
                                + " batch_rows, run_batches, fingerprint, table_name, started_at) values ('a', ?, ?, 'landing/a/0.csv', 'e',"
                                + " 'LOADING', 0, utc_timestamp(3), 1, 100, 1, repeat('x', 32), 'a', utc_timestamp(3))")
                .param(DigestUtils.sha256(String.join("\n", bucket.name(), "landing/a/0.csv", "e")))
                .param(bucket.name())
                .update();

        JsonNode load = recua.load("landing/a/1.csv", "id,v\n1,one\n");

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(query("select status from recua_load order by object_key")).containsExactly("QUARANTINED", "LOADED");
        assertThat(query("select error from recua_load where object_key = 'landing/a/0.csv'"))
                .singleElement()
                .asString()
                .contains("removed from landing/");
    }

    @Test
    void theArchivedObjectIsTheLandedOneByteForByte() {
        byte[] content = gzip("\uFEFFid,v\r\n1,ñ\r\n");
        bucket.put("landing/a/1.csv.gz", content);

        JsonNode load = recua.settled("landing/a/1.csv.gz");

        assertThat(load.get("inserted").asInt()).isEqualTo(1);
        assertThat(bucket.bytes("archive/a/1.csv.gz")).isEqualTo(content);
    }

    @Test
    void aRefusedObjectIsQuarantinedWithTheReasonHoweverOftenItIsDropped() {
        JsonNode load = recua.load("landing/a/1.csv", "v\none\n");
        String reason = bucket.metadata("quarantine/a/1.csv").get("recua-reason");

        recua.load("landing/a/1.csv", "v\none\n");

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("error").asText()).isEqualTo(reason).contains("id");
        assertThat(bucket.keys("")).containsExactly("quarantine/a/1.csv");
        assertThat(bucket.metadata("quarantine/a/1.csv")).containsEntry("recua-reason", reason);
        assertThat(query("select id from recua_load")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "flipped", "empty", "no gzip"})
    void aPackedObjectThatIsBrokenIsRefusedAndBlocksNothing(String defect) {
        byte[] packed = gzip("id,v\n" + "1,one\n".repeat(100_000));
        byte[] broken =
                switch (defect) {
                    case "cut" -> Arrays.copyOf(packed, packed.length / 2);
                    case "empty" -> new byte[0];
                    case "no gzip" -> "id,v\n1,one\n".getBytes(StandardCharsets.UTF_8);
                    default -> {
                        packed[packed.length - 6] ^= 1;
                        yield packed;
                    }
                };
        bucket.put("landing/a/1.csv.gz", broken);

        JsonNode next = recua.load("landing/a/2.csv", "id,v\n2,two\n");

        assertThat(next.get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/a/2.csv", "quarantine/a/1.csv.gz");
    }

    @Test
    void aPackedObjectThatUnpacksToTooMuchIsRefusedAtOnceAndBlocksNothing() {
        byte[] bomb = gzip("id,v\n" + "1,one\n".repeat(200_000));
        bucket.put("landing/b/1.csv.gz", bomb);

        bucket.put("landing/b/2.csv.gz", gzip("id,v\n" + "1,one\n".repeat(174_000)));
        JsonNode next = recua.settled("landing/b/2.csv.gz");

        assertThat(next.get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/b/2.csv.gz", "quarantine/b/1.csv.gz");
        assertThat(bucket.metadata("quarantine/b/1.csv.gz").get("recua-reason"))
                .contains("the object unpacks to more than 1048576 bytes")
                .contains("csv.max-unpacked");
        assertThat(query("select failures from recua_load where object_key = 'landing/b/1.csv.gz'"))
                .containsExactly("0");
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Lets objects arrive between two polls of feed a. */
    private static void whileStopped(Step step) throws Exception {
        CamelContext camel = recua.bean(CamelContext.class);
        camel.getRouteController().stopRoute("ingest-a");
        step.run();
        camel.getRouteController().startRoute("ingest-a");
    }

    private static void delete(String key) {
        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key(key));
    }

    private static List<String> query(String sql) {
        return recua.jdbc().sql(sql).query(String.class).list();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
