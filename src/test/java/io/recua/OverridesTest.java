package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.testing.DocumentedOverride;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The overrides of {@code docs/routes.md}, each run as it stands there. */
@ExtendWith(OutputCaptureExtension.class)
class OverridesTest {

    private static final String KEY = "landing/a/1.csv";

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
    }

    private RunningRecua start(String override) throws IOException {
        DocumentedOverride.write(override, folder);
        return RunningRecua.start(
                bucket, database, RunningRecua.feed("a", "t", "REF", "recua.routes-override=" + folder));
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
        }
        assertThat(rows()).containsExactly("ACG two", "NULL three", "T'\" four");
        assertThat(bucket.rejected("a/1")).contains("REF").contains("five");
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
        try (RunningRecua recua = RunningRecua.start(
                bucket, database, RunningRecua.feed("a", "t", "v", "recua.routes-override=" + folder))) {
            JsonNode load = recua.load(KEY, "v\none\n");

            assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
            assertThat(load.get("error").asText())
                    .contains("a step of the route asks for column REF, but the file has v");
        }
    }

    @Test
    void aSecondTargetIsToldOfEachLoad(CapturedOutput output) throws IOException {
        try (RunningRecua recua = start("2. A second target: tell of each load")) {
            recua.load(KEY, "REF,v\na,one\nb,two\n");
        }

        assertThat(new ObjectMapper().readTree(bucket.text("loaded/a/1.json")))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                "{\"feed\": \"a\", \"object\": \"landing/a/1.csv\", \"inserted\": 2, \"updated\": 0}"));
        assertThat(bucket.keys("archive/")).containsExactly("archive/a/1.csv");
        assertThat(output).contains("replaced [ingest.camel.yaml], added [notify.camel.yaml]");
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
}
