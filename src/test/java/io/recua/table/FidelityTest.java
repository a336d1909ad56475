package io.recua.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.table.GeneratedColumn.Equality;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generated values for each type of column: what is accepted is read back equal, and hashed by SQL as by Java, whichever way
 * it was written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FidelityTest {

    private static final int VALUES = 60;

    /** To be given again after a failure, as a system property. */
    private final long seed = Long.getLong("recua.test.seed", System.nanoTime());

    private final TestDatabase database = TestDatabase.empty();
    private final List<GeneratedColumn> columns = GeneratedColumn.all(database);
    private final List<Given> given = new ArrayList<>();
    private RunningRecua recua;

    /** A value for one column, in a row in which the other ones are NULL. */
    private record Given(int column, String key, GeneratedColumn.Value value) {}

    @BeforeAll
    void landTheValues() {
        database.jdbc().sql(createTable("by_load_data", "")).update();
        database.jdbc().sql(createTable("by_insert", ", left_out int null")).update();
        Random random = new Random(seed);
        for (int column = 0; column < columns.size(); column++) {
            for (int i = 0; i < VALUES; i++) {
                given.add(new Given(
                        column, column + "-" + i, columns.get(column).values().apply(random)));
            }
        }
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                Stream.of("by_load_data", "by_insert")
                        .flatMap(table -> Stream.of(RunningRecua.feed(feed(table), table, "k", "max-rejected=100%")))
                        .toArray(String[]::new));
    }

    private static String feed(String table) {
        return table.replace('_', '-');
    }

    private String createTable(String name, String more) {
        String types = IntStream.range(0, columns.size())
                .mapToObj(column -> ", c" + column + " " + columns.get(column).type() + " null")
                .collect(Collectors.joining());
        return "create table " + name
                + " (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                + " row_key binary(16) not null, k varchar(20) null" + types + more
                + ", primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key))"
                + " character set utf8mb4";
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("k");
        IntStream.range(0, columns.size()).forEach(column -> csv.append(",c").append(column));
        for (Given row : given) {
            csv.append('\n').append(row.key()).append(",".repeat(row.column() + 1));
            csv.append('"').append(row.value().written().replace("\"", "\"\"")).append('"');
            csv.append(",".repeat(columns.size() - 1 - row.column()));
        }
        return csv.append('\n').toString();
    }

    @AfterAll
    void stop() {
        recua.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_load_data", "by_insert"})
    void whatIsAcceptedIsReadBackEqual(String table) throws Exception {
        JsonNode load = recua.load("landing/" + feed(table) + "/1.csv", csv());

        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
        Map<String, String> stored = stored(table);
        Map<String, String> hashes = hashes(table);
        assertThat(load.get("inserted").asInt()).isEqualTo(stored.size());
        assertThat(load.get("inserted").asInt() + load.get("rejected").asInt()).isEqualTo(given.size());
        List<Column> described = recua.bean(Tables.class).of(feed(table)).columns();
        SoftAssertions softly = new SoftAssertions();
        for (Given row : given) {
            GeneratedColumn column = columns.get(row.column());
            String written = row.value().written();
            String what = "seed %d, %s: %s".formatted(seed, column.type(), written);
            String read = stored.get(row.key());
            softly.assertThat(read != null || !row.value().fits()).as(what).isTrue();
            if (read != null) {
                softly.assertThat(column.isEqual(written, read))
                        .as(what + " reads back as " + read)
                        .isTrue();
                String fitted = described.stream()
                        .filter(candidate -> candidate.name().equals("c" + row.column()))
                        .findFirst()
                        .orElseThrow()
                        .converted(written);
                String hash = hashes.get(row.key());
                softly.assertThat(hash == null && fitted.contains("E")
                                || hash(fitted).equals(hash))
                        .as(what + " is hashed as " + fitted)
                        .isTrue();
            }
        }
        softly.assertAll();
    }

    /** What each row holds beside its key. */
    private Map<String, String> stored(String table) {
        Map<String, String> stored = new HashMap<>();
        String values = IntStream.range(0, columns.size()).mapToObj(this::shown).collect(Collectors.joining(","));
        database.jdbc().sql("select k," + values + " from " + table).query(row -> {
            String key = row.getString("k");
            stored.put(key, row.getString("c" + key.substring(0, key.indexOf('-'))));
        });
        return stored;
    }

    /**
     * As the database shows it: the driver makes a date of a year, decodes some charsets as others, and prints a double by the
     * JDK, which before 19 shows more digits than it needs for some.
     */
    private String shown(int column) {
        String name = "c" + column;
        return Set.of(Equality.TEXT, Equality.NUMBER)
                        .contains(columns.get(column).equality())
                ? "convert(" + name + " using utf8mb4) as " + name
                : name;
    }

    private Map<String, String> hashes(String table) {
        Map<String, String> hashes = new HashMap<>();
        for (Column column : recua.bean(Tables.class).of(feed(table)).columns()) {
            if (column.name().matches("c\\d+")) {
                database.jdbc()
                        .sql("select k, hex(" + Ddl.hash(List.of(column)) + ") from " + table + " where "
                                + column.quoted() + " is not null")
                        .query(row -> {
                            hashes.put(row.getString(1), row.getString(2));
                        });
            }
        }
        return hashes;
    }

    private static String hash(String fitted) {
        RowKey.Hash hash = new RowKey.Hash();
        byte[] utf8 = fitted.getBytes(StandardCharsets.UTF_8);
        hash.add(utf8, 0, utf8.length);
        RowKey key = hash.key();
        return "%016X%016X".formatted(key.high(), key.low());
    }
}
