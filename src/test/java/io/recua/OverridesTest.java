package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.testing.DocumentedOverride;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The overrides of {@code docs/overrides}, each run as it stands there, beside a feed that they are not for. */
@ExtendWith(OutputCaptureExtension.class)
class OverridesTest {

    private static final String KEY = "landing/genes/1.csv";

    private final TestBucket bucket = TestBucket.empty();

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void aTable() {
        database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table t (load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,"
                                + " REF varchar(5), v varchar(20), primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
        database.jdbc()
                .sql("create table u (v varchar(20) not null primary key)")
                .update();
    }

    private RunningRecua start(String override) throws IOException {
        DocumentedOverride.write(override, folder);
        return RunningRecua.start(bucket, database, settings("REF"));
    }

    private String[] settings(String key) {
        return Stream.of(
                        RunningRecua.feed("genes", "t", key, "recua.routes-override=" + folder),
                        RunningRecua.feed("other", "u", "v"))
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    @Test
    void aColumnOfTheKeyIsUpperCasedBeforeTheDedup(CapturedOutput output) throws IOException {
        try (RunningRecua recua = start("1. Upper-case a column")) {
            JsonNode load =
                    recua.load(KEY, "REF,v\nacg,one\nACG,two\n,three\n\"t'\"\"\",four\nßßßßß,five\ntoo long,six\n");

            assertThat(List.of(
                            load.get("inserted").asInt(),
                            load.get("duplicates").asInt(),
                            load.get("rejected").asInt()))
                    .as(load.toString())
                    .containsExactly(3, 1, 2);
            assertThat(recua.load("landing/other/1.csv", "v\none\n")
                            .get("status")
                            .asText())
                    .isEqualTo("LOADED");
        }
        assertThat(rows()).containsExactly("ACG two", "NULL three", "T'\" four");
        assertThat(bucket.rejected("genes/1")).contains("REF").contains("five");
        assertThat(output).contains("replaced [load.camel.yaml], added []");
    }

    private List<String> rows() {
        return database.jdbc()
                .sql("select concat(coalesce(REF, 'NULL'), ' ', v) from t order by load_row")
                .query(String.class)
                .list();
    }

    @Test
    void aFileWithoutTheColumnThatAStepSetsIsRefused() throws IOException {
        DocumentedOverride.write("1. Upper-case a column", folder);
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings("v"))) {
            JsonNode load = recua.load(KEY, "v\none\n");

            assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
            assertThat(load.get("error").asText())
                    .contains("a step of the route asks for column REF, but the file has v");
        }
    }

    @Test
    void aSecondTargetIsToldOfEachLoadAndOfEachRefusal(CapturedOutput output) throws IOException {
        try (RunningRecua recua = start("2. A second target: tell of each load")) {
            recua.load(KEY, "REF,v\na,one\nb,two\n");
            recua.load("landing/genes/2.csv", "v\nno key\n");
            recua.load("landing/other/3.csv", "v\none\n");
        }

        assertThat(bucket.keys("reports/")).containsExactly("reports/genes/1.json", "reports/genes/2.json");
        assertThat(report(1))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"feed\": \"genes\", \"object\": \"landing/genes/1.csv\", \"status\": \"LOADED\","
                                + " \"error\": null, \"inserted\": 2, \"updated\": 0, \"rejected\": 0}"));
        assertThat(report(2).get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(report(2).get("error").asText()).contains("REF");
        assertThat(bucket.keys("archive/")).containsExactly("archive/genes/1.csv", "archive/other/3.csv");
        assertThat(bucket.keys("quarantine/")).containsExactly("quarantine/genes/2.csv");
        assertThat(output).contains("replaced [ingest.camel.yaml], added [report.camel.yaml]");
    }

    private JsonNode report(int load) throws IOException {
        return new ObjectMapper().readTree(bucket.text("reports/genes/" + load + ".json"));
    }

    @Test
    void anotherErrorPolicyHolds() throws Exception {
        try (RunningRecua recua = start("3. Another error policy")) {
            AdviceWith.adviceWith(recua.bean(CamelContext.class), "load", route -> route.weaveById("load-get")
                    .before()
                    .throwException(new IllegalStateException("broken")));

            JsonNode load = recua.load(KEY, "REF,v\na,one\n");

            assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
            assertThat(load.get("error").asText()).startsWith("failed with java.lang.IllegalStateException: broken");
            assertThat(recua.jdbc()
                            .sql("select failures from recua_load")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    /** Starts with the route of one file, its place replaced by the test's, for the feed {@code genes}. */
    private RunningRecua startWithSource(String override, String file, String place, String replaced)
            throws IOException {
        Path route = DocumentedOverride.write(override, folder).resolve(file);
        String yaml = Files.readString(route);
        assertThat(yaml).contains(place, "delay: 10000");
        Files.writeString(route, yaml.replace(place, replaced).replace("delay: 10000", "delay: 100"));
        return RunningRecua.start(
                bucket, database, RunningRecua.feed("genes", "t", "REF", "recua.routes-override=" + folder));
    }

    /** As a process leaves it that dies between the landing and the move. */
    @Test
    void aFileOfAFolderIsLoadedOnceAlsoIfItLandsTwice(@TempDir Path inbox) throws IOException {
        FileTime modified = FileTime.from(Instant.parse("2026-01-05T04:00:00.123Z"));
        Path file = Files.writeString(inbox.resolve("my rows.csv"), "REF,v\na,one\n");
        Files.setLastModifiedTime(file, modified);

        try (RunningRecua recua =
                startWithSource("4. Another source: a folder", "inbox.camel.yaml", "/mnt/inbox", inbox.toString())) {
            await().until(() -> bucket.keys("archive/genes/").size() == 1);
            await().until(() -> Files.exists(inbox.resolve("done/my rows.csv")));
            Files.move(inbox.resolve("done/my rows.csv"), file);
            await().until(() -> Files.exists(inbox.resolve("done/my rows.csv"))
                    && bucket.keys("landing/").isEmpty());
            Files.writeString(file, "REF,v\nb,two\n");
            await().until(() -> bucket.keys("archive/genes/").size() == 2);
            assertThat(recua.get("/actuator/loads").get("loads")).hasSize(2);
        }

        assertThat(rows()).containsExactlyInAnyOrder("a one", "b two");
        assertThat(bucket.keys("archive/genes/").get(0))
                .matches("archive/genes/20260105T040000\\.123Z-[0-9a-f]{8}-my_rows\\.csv");
    }

    @Test
    void anObjectOfAnotherBucketIsLoadedOnceAlsoIfItLandsTwiceAndRemovedThere() throws Exception {
        TestBucket other = TestBucket.empty();
        AtomicInteger copied = new AtomicInteger();

        try (RunningRecua recua = startWithSource(
                "5. Another source: another bucket", "mailbox.camel.yaml", "their-bucket", other.name())) {
            AdviceWith.adviceWith(recua.bean(CamelContext.class), "mailbox", route -> route.weaveById("mailbox-remove")
                    .before()
                    .process(exchange -> failOnce(copied)));
            other.put("out/genes/", "");
            other.put("out/genes/x/rows ñ.csv", "REF,v\na,one\n");
            other.put("out/genes/y/rows ñ.csv", "REF,v\nb,two\n");
            other.put("out/others/rows.csv", "REF,v\nc,three\n");
            await().until(() ->
                    other.keys("").size() == 2 && bucket.keys("landing/").isEmpty());
            assertThat(recua.get("/actuator/loads").get("loads")).hasSize(2);
        }

        assertThat(copied).hasValueGreaterThan(3);
        assertThat(other.keys("")).containsExactlyInAnyOrder("out/genes/", "out/others/rows.csv");
        assertThat(bucket.keys("archive/genes/"))
                .hasSize(2)
                .allMatch(key -> key.matches("archive/genes/\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{8}-rows__\\.csv"));
        assertThat(rows()).containsExactlyInAnyOrder("a one", "b two");
    }

    /** The first message is the folder, the second one an object. */
    private void failOnce(AtomicInteger copied) {
        if (copied.getAndIncrement() == 1) {
            throw new IllegalStateException("the process dies after the landing");
        }
    }
}
