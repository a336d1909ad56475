package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap of 192 MB is enough whatever the width of the rows: a few of them are as many bytes as many narrow ones. */
class WideRowsTest {

    private static final int ROWS = 120;
    private static final int KEYS = 80;
    private static final int BYTES = 2_000_000;

    @Test
    void loadsMoreThanTheHeapHoldsInRowsOfMegabytes() throws Exception {
        TestBucket bucket = TestBucket.empty();
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table notes (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                                + " row_key binary(16) not null, code varchar(20), text longtext,"
                                + " primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
        String text = "x".repeat(BYTES);
        bucket.put(
                "landing/notes/1.csv",
                IntStream.range(0, ROWS)
                        .mapToObj(row -> "K" + row % KEYS + "," + row + text)
                        .collect(Collectors.joining("\n", "code,text\n", "\n")));

        try (RecuaProcess process = RecuaProcess.start(bucket, database, RunningRecua.feed("notes", "notes", "code"))) {
            await().atMost(Duration.ofMinutes(2))
                    .failFast(process + " ended", () -> !process.isAlive())
                    .until(() -> bucket.keys("landing/").isEmpty());
        }

        assertThat(bucket.keys("")).containsExactly("archive/notes/1.csv");
        assertThat(database.jdbc()
                        .sql("select concat(code, ' ', left(text, length(text) - " + BYTES + ")) from notes")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, KEYS)
                        .mapToObj(key -> "K" + key + " " + (key + KEYS < ROWS ? key + KEYS : key))
                        .toList());
    }
}
