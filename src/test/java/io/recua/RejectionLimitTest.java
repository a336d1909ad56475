package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many rows of an object may be rejected before it is refused as a whole. */
class RejectionLimitTest {

    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table genes (id int not null primary key, length int null check (length <> 13))")
                .update();
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                Stream.of(
                                RunningRecua.feed("genes", "genes", "id"),
                                RunningRecua.feed("strict", "genes", "id", "max-rejected=0%"),
                                new String[] {"recua.load.batch-rows=1500"})
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void emptyTable() {
        recua.jdbc().sql("delete from genes").update();
    }

    /** Rows of which some do not fit. */
    private static String csv(int rows, IntPredicate wrong) {
        return csv(rows, wrong, "wrong");
    }

    private static String csv(int rows, IntPredicate wrong, String value) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(row -> row + "," + (wrong.test(row) ? value : row + 100) + "\n")
                .collect(Collectors.joining("", "id,length\n", ""));
    }

    private static int rows() {
        return recua.jdbc()
                .sql("select count(*) from genes")
                .query(Integer.class)
                .single();
    }

    @Test
    void refusesAnObjectWithMoreRejectedRowsThanAllowedAndLoadsNothingOfTheBatch() {
        String csv = csv(1500, row -> row % 10 == 0 || row == 1);

        JsonNode load = recua.load("landing/genes/1-many.csv", csv);

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("error").asText()).contains("more than the allowed 10% of the first 1500 rows");
        assertThat(load.get("inserted").asInt()).isZero();
        assertThat(load.get("rejected").asInt()).isEqualTo(151);
        assertThat(rows()).isZero();
        assertThat(recua.bucket().metadata("quarantine/genes/1-many.csv"))
                .containsEntry("recua-reason", load.get("error").asText());
        assertThat(recua.bucket().rejected("genes/1-many").lines())
                .hasSize(152)
                .startsWith("line,reason,record", "2,length: is not a whole number,\"1,wrong\"");
    }

    @Test
    void writesTheBatchesBeforeTheFaultThatMakesTheRestUnreadable() {
        String csv = csv(4000, row -> row == 7) + "4001,\"100\n4002,100\n";

        JsonNode load = recua.load("landing/genes/9-torn.csv", csv);

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("error").asText()).contains("line 4002", "is not closed");
        assertThat(load.get("inserted").asInt()).isEqualTo(2999);
        assertThat(rows()).isEqualTo(2999);
        assertThat(recua.bucket().rejected("genes/9-torn").lines()).hasSize(2);
    }

    @Test
    void judgesFromTheThousandthRowOn() {
        JsonNode below = recua.load("landing/genes/2-999.csv", csv(999, row -> row % 2 == 0));
        JsonNode from = recua.load("landing/genes/3-1000.csv", csv(1000, row -> row % 2 == 0));

        assertThat(below.get("status").asText()).isEqualTo("LOADED");
        assertThat(below.get("rejected").asInt()).isEqualTo(499);
        assertThat(below.get("inserted").asInt()).isEqualTo(500);
        assertThat(from.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(rows()).isEqualTo(500);
    }

    @Test
    void loadsAnObjectWithExactlyAsManyRejectedRowsAsAllowed() {
        JsonNode load = recua.load("landing/genes/4-exactly.csv", csv(2000, row -> row % 10 == 0));

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(load.get("read").asInt()).isEqualTo(2000);
        assertThat(load.get("inserted").asInt()).isEqualTo(1800);
        assertThat(load.get("rejected").asInt()).isEqualTo(200);
        assertThat(rows()).isEqualTo(1800);
        assertThat(recua.bucket().keys("archive/genes/4-exactly.csv")).hasSize(1);
    }

    @Test
    void loadsASmallObjectWhateverItsShareOfRejectedRows() {
        JsonNode load = recua.load("landing/genes/5-small.csv", csv(10, row -> row % 2 == 0));

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(load.get("inserted").asInt()).isEqualTo(5);
        assertThat(load.get("rejected").asInt()).isEqualTo(5);
    }

    @Test
    void keepsWhatWasCommittedBeforeTheLimitWasPassedAndLoadsNothingBehindIt() {
        String csv = csv(6000, row -> row > 1500 && row % 2 == 0);

        JsonNode load = recua.load("landing/genes/6-late.csv", csv);

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("inserted").asInt()).isEqualTo(1500);
        assertThat(load.get("rejected").asInt()).isEqualTo(750);
        assertThat(rows()).isEqualTo(1500);
    }

    @Test
    void countsTheRowsThatTheDatabaseRefuses() {
        JsonNode load = recua.load("landing/genes/7-check.csv", csv(1000, row -> row % 5 == 0, "13"));

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("rejected").asInt()).isEqualTo(200);
        assertThat(recua.bucket().rejected("genes/7-check").lines()).hasSize(201);
    }

    @Test
    void refusesAtTheFirstRejectedRowIfNoneIsAllowed() {
        JsonNode none = recua.load("landing/strict/1-none.csv", csv(1000, row -> false));
        JsonNode one = recua.load("landing/strict/2-one.csv", csv(1200, row -> row == 1200));

        assertThat(none.get("status").asText()).isEqualTo("LOADED");
        assertThat(one.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(rows()).isEqualTo(1000);
    }
}
