package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever writes the rows and on however many lanes: files that overlap a partly loaded table lose and double nothing. */
class WriterTest {

    private static final int FILES = 12;
    private static final int ROWS = 3_000;
    private static final int KEYS = 9_000;

    @ParameterizedTest
    @CsvSource({
        "load-data, newest, 2",
        "load-data, newest, 4",
        "load-data, first, 4",
        "insert, newest, 4",
        "insert, first, 2"
    })
    void filesThatOverlapAPartlyLoadedTableLoseDoubleAndKeepStaleNoRow(String method, String onDuplicate, int lanes) {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table samples (load_id bigint not null, load_row bigint not null,"
                        + " row_key binary(16) not null, code varchar(20), name varchar(40),"
                        + " primary key (load_id, load_row), unique key (row_key))")
                .update();
        Random random = new Random(lanes);
        Map<String, String> expected = new LinkedHashMap<>();

        try (RunningRecua recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                RunningRecua.feed(
                        "samples",
                        "samples",
                        "code",
                        "on-duplicate=" + onDuplicate,
                        "recua.load.method=" + method,
                        "recua.load.writers=" + lanes,
                        "recua.load.batch-rows=700"))) {
            for (int file = 1; file <= FILES; file++) {
                StringBuilder csv = new StringBuilder("code,name\n");
                int before = expected.size();
                for (int row = 0; row < ROWS; row++) {
                    String code = "K" + random.nextInt(KEYS);
                    String name = "of file " + file + " row " + row;
                    csv.append(code).append(',').append(name).append('\n');
                    if (onDuplicate.equals("newest")) {
                        expected.put(code, name);
                    } else {
                        expected.putIfAbsent(code, name);
                    }
                }

                JsonNode load = recua.load("landing/samples/%02d.csv".formatted(file), csv.toString());

                assertThat(load.get("read").asInt()).isEqualTo(ROWS);
                assertThat(load.get("inserted").asInt()).isEqualTo(expected.size() - before);
                assertThat(load.get("updated").asInt()
                                + load.get("unchanged").asInt()
                                + load.get("duplicates").asInt())
                        .isEqualTo(ROWS - (expected.size() - before));
                assertThat(load.get("unchanged").asInt() == 0 || onDuplicate.equals("first"))
                        .isTrue();
            }
        }

        Map<String, String> found = database.jdbc().sql("select code, name from samples").query().listOfRows().stream()
                .collect(Collectors.toMap(row -> (String) row.get("code"), row -> (String) row.get("name")));
        assertThat(found).isEqualTo(expected);
    }
}
