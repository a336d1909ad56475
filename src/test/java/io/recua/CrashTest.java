package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A load that is cut off, however it is, ends like one that was not. */
class CrashTest {

    private static final String OBJECT = "landing/samples/1-samples.csv";
    private static final int ROWS = 40_000;

    /** Duplicates within a batch and across batches, and a rejected row in every hundred. */
    private static final String CSV = csv();

    private TestDatabase database;
    private TestBucket bucket;

    private static String csv() {
        Random random = new Random(7);
        return IntStream.range(0, ROWS)
                .mapToObj(i -> "K" + random.nextInt(ROWS / 2) + ",sample " + i + "," + (i % 100 == 0 ? "many" : i))
                .collect(Collectors.joining("\n", "code,name,amount\n", "\n"));
    }

    private static String[] settings() {
        return RunningRecua.feed(
                "samples",
                "samples",
                "code",
                "timestamp-column=loaded_at",
                "recua.load.batch-rows=500",
                "recua.load.lease=3s");
    }

    @BeforeEach
    void landTheObject() {
        database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table samples (load_id bigint not null, load_row bigint not null, row_key binary(16) not null,"
                                + " code varchar(20), name varchar(40), amount int, loaded_at datetime(3),"
                                + " primary key (load_id, load_row), unique key (row_key))")
                .update();
        bucket = TestBucket.empty();
        bucket.put(OBJECT, CSV);
    }

    /** All that a load leaves behind, but for the clock's time. */
    private record Outcome(List<String> rows, int instants, JsonNode load, String rejected) {}

    private Outcome outcome(JsonNode load) {
        ObjectNode counts = load.deepCopy();
        List.of("startedAt", "finishedAt").forEach(counts::remove);
        return new Outcome(
                database.jdbc()
                        .sql("select concat_ws('|', load_id, load_row, hex(row_key), code, name, amount) from samples"
                                + " order by load_row")
                        .query(String.class)
                        .list(),
                database.jdbc()
                        .sql("select count(distinct loaded_at) from samples")
                        .query(Integer.class)
                        .single(),
                counts,
                bucket.text("rejected/samples/1-samples.csv"));
    }

    private Outcome uninterrupted() {
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings())) {
            return outcome(recua.settled(OBJECT));
        }
    }

    private void awaitCommits(int records) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(
                        () -> database.jdbc()
                                .sql("select max(last_record) from recua_lane")
                                .query(Long.class)
                                .single(),
                        last -> last >= records);
    }

    @Test
    void endsInTheSameTableCountsAndRejectedFileAfterKillsBetweenBatches() throws Exception {
        Outcome expected = uninterrupted();
        landTheObject();

        for (int kill = 1; kill <= 3; kill++) {
            try (RecuaProcess process = RecuaProcess.start(bucket, database, settings())) {
                awaitCommits(kill * 8_000);
                process.kill();
            }
        }

        assertThat(bucket.keys("landing/")).as("the load was cut off").containsExactly(OBJECT);
        Outcome resumed = uninterrupted();
        assertThat(resumed.load()).isEqualTo(expected.load());
        assertThat(resumed.rows()).isEqualTo(expected.rows());
        assertThat(resumed.instants()).isEqualTo(1);
        assertThat(resumed.rejected()).isEqualTo(expected.rejected());
    }

    @Test
    void stopsBehindTheRunningBatchOnSigtermAndGoesOnAtTheNextStart() throws Exception {
        Outcome expected = uninterrupted();
        landTheObject();

        Duration stop;
        try (RecuaProcess process = RecuaProcess.start(bucket, database, settings())) {
            awaitCommits(5_000);
            stop = process.stop();
        }

        assertThat(stop).isLessThan(Duration.ofSeconds(20));
        assertThat(database.jdbc()
                        .sql("select count(*) from recua_lease where lease_until is not null")
                        .query(Integer.class)
                        .single())
                .as("claims that are still held")
                .isZero();
        assertThat(bucket.keys("landing/")).as("the load was cut off").containsExactly(OBJECT);
        assertThat(uninterrupted()).isEqualTo(expected);
    }
}
