package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.load.Inspection;
import io.recua.load.Inspection.Findings;
import io.recua.testing.FailedStart;
import io.recua.testing.FieldCase;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What becomes of files as they occur in the field, case by case as {@code field-cases.yaml} lists them. All are landed at
 * once, each for a feed of its own with a table of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldCasesTest {

    private static final List<String> COUNTS = List.of("inserted", "updated", "unchanged", "duplicates", "rejected");
    private static final Set<String> OWN = Set.of("load_id", "load_batch", "load_row", "row_key");

    private static final long KEY_BYTES = 16 << 20;

    private final TestBucket bucket = TestBucket.empty();
    private final TestDatabase database = TestDatabase.empty();
    private final List<FieldCase> cases = FieldCase.on(database);
    private RunningRecua recua;
    private String log = "";

    @BeforeAll
    void landAll(CapturedOutput output) throws IOException {
        // With a binary log, MySQL lets only an administrator create triggers otherwise.
        database.jdbc().sql("set global log_bin_trust_function_creators = 1").update();
        cases.forEach(given -> given.createTable(database.jdbc()));
        for (FieldCase given : cases) {
            bucket.put(given.landingKey(), given.content().bytes());
        }
        recua = RunningRecua.startWith(
                Inspection.class,
                bucket,
                database,
                Stream.concat(
                                Stream.of("recua.poll-interval=1s"),
                                loaded().stream().flatMap(given -> Arrays.stream(given.settings())))
                        .toArray(String[]::new));
        loaded().forEach(given -> recua.settled(given.landingKey()));
        log = output.getAll();
        assertThat(log).as("one line for each refusal").doesNotContain("\tat ");
    }

    @AfterAll
    void stop() {
        recua.close();
    }

    List<FieldCase> loaded() {
        return cases.stream().filter(FieldCase::startsRecua).toList();
    }

    List<FieldCase> stopping() {
        return cases.stream().filter(given -> !given.startsRecua()).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loaded")
    void becomesWhatIsRight(FieldCase given) throws IOException {
        JsonNode load = recua.settled(given.landingKey());

        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo(given.status());
        assertThat(counts(load)).as(load.toString()).isEqualTo(expectedCounts(given));
        assertError(given, load.get("error").asText(""));
        assertIgnored(given, load.get("ignoredColumns"));
        assertRows(given);
        assertRejected(given);
        assertThat(log).contains(given.logs() == null ? "" : given.logs());
    }

    /** But for what only the database rejects. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("loaded")
    void isInspectedAsItIsLoaded(FieldCase given) throws IOException {
        byte[] object = given.content().bytes();
        JsonNode load = recua.settled(given.landingKey());

        Findings found = recua.bean(Inspection.class)
                .inspect(given.id(), new ByteArrayInputStream(object), given.name(), object.length, KEY_BYTES);

        int byDatabase = load.get("rejected").asInt() - (int) found.rejected();
        if (found.refusal() != null) {
            assertThat(load.get("error").asText()).startsWith(found.refusal());
        } else if (load.get("status").asText().equals("LOADED")) {
            assertThat(found.rows()).isEqualTo(load.get("read").asLong());
            assertThat(byDatabase).isNotNegative();
        } else {
            assertThat(byDatabase).isPositive();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stopping")
    void stopsTheStart(FieldCase given, CapturedOutput output) {
        String line = FailedStart.line(output, RunningRecua.arguments(bucket, database, given.settings()));

        assertThat(line).startsWith("Recua cannot start: ").contains(given.start());
        assertThat(bucket.keys(given.landingKey())).hasSize(1);
        assertThat(rows(given)).isEmpty();
    }

    private static Map<String, Integer> counts(JsonNode load) {
        Map<String, Integer> counts = new TreeMap<>();
        Stream.concat(COUNTS.stream(), Stream.of("read"))
                .forEach(count -> counts.put(count, load.get(count).asInt()));
        return counts;
    }

    private static Map<String, Integer> expectedCounts(FieldCase given) {
        Map<String, Integer> counts = new TreeMap<>();
        COUNTS.forEach(count -> counts.put(count, given.counts().getOrDefault(count, 0)));
        assertThat(counts.keySet())
                .as("the case itself")
                .containsAll(given.counts().keySet());
        counts.put("read", counts.values().stream().mapToInt(Integer::intValue).sum());
        return counts;
    }

    private static void assertError(FieldCase given, String error) {
        assertThat(error).contains(given.error());
        assertThat(error.isEmpty()).isEqualTo(given.status().equals("LOADED"));
        if (given.errorLength() != null) {
            assertThat(error).hasSizeLessThanOrEqualTo(given.errorLength());
        }
    }

    private static void assertIgnored(FieldCase given, JsonNode ignored) {
        List<String> names = new ArrayList<>();
        ignored.forEach(name -> names.add(name.asText()));
        if (given.ignored().stream().anyMatch(name -> name.startsWith("*"))) {
            given.ignored().forEach(name -> assertThat(names.toString()).contains(name.substring(1)));
        } else {
            assertThat(names).isEqualTo(given.ignored());
        }
    }

    private void assertRows(FieldCase given) {
        if (given.rows() != null) {
            assertThat(rows(given)).isEqualTo(given.rows());
        } else {
            assertThat(recua.jdbc()
                            .sql("select count(*) from " + given.tableName())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(given.counts().getOrDefault("inserted", 0));
        }
    }

    private List<Map<String, String>> rows(FieldCase given) {
        List<String> columns = database.jdbc()
                .sql("select column_name from information_schema.columns"
                        + " where table_schema = database() and table_name = ? order by ordinal_position")
                .param(given.tableName())
                .query(String.class)
                .list();
        String order = columns.contains("load_row") ? "load_id, load_row" : "1";
        return database.jdbc()
                .sql("select * from " + given.tableName() + " order by " + order)
                .query((row, number) -> {
                    Map<String, String> values = new TreeMap<>();
                    for (String column : columns) {
                        byte[] bytes = OWN.contains(column.toLowerCase(Locale.ROOT)) ? null : row.getBytes(column);
                        if (bytes != null) {
                            values.put(column, new String(bytes, StandardCharsets.UTF_8));
                        }
                    }
                    return values;
                })
                .list();
    }

    private void assertRejected(FieldCase given) throws IOException {
        int expected = given.counts().getOrDefault("rejected", 0);
        List<String> keys = bucket.keys("rejected/" + given.id() + "/");
        if (expected == 0) {
            assertThat(keys).isEmpty();
            return;
        }
        assertThat(keys).hasSize(1);
        String file = new String(bucket.bytes(keys.get(0)), StandardCharsets.UTF_8);
        Map<Long, String> reasons = new TreeMap<>();
        for (CSVRecord line : CSVFormat.RFC4180.parse(new StringReader(file)).getRecords()) {
            if (line.getRecordNumber() > 1) {
                reasons.put(Long.valueOf(line.get(0)), line.get(1));
            }
        }
        assertThat(reasons).hasSize(expected);
        assertThat(reasons.keySet()).containsAll(given.rejected().keySet());
        given.rejected().forEach((line, reason) -> assertThat(reasons.get(line)).contains(reason));
    }
}
