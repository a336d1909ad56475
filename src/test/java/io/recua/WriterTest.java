package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whatever writes the rows and on however many lanes: files that overlap a partly loaded table lose and double nothing. */
@ExtendWith(OutputCaptureExtension.class)
class WriterTest {

    private static final int FILES = 12;
    private static final int ROWS = 3_000;

    private static final Pattern REPLAY = Pattern.compile("Load 2 lane 0 writes its batch again .*Deadlock found");

    private TestDatabase database;

    @BeforeEach
    void makeTheTable() {
        database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table samples (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                                + " row_key binary(16) not null, code varchar(20), name varchar(40),"
                                + " primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
    }

    private RunningRecua start(String method, String onDuplicate, int lanes) {
        return RunningRecua.start(
                TestBucket.empty(),
                database,
                RunningRecua.feed(
                        "samples",
                        "samples",
                        "code",
                        "on-duplicate=" + onDuplicate,
                        "recua.load.method=" + method,
                        "recua.load.writers=" + lanes,
                        "recua.load.batch-rows=700",
                        "recua.load.run-batches=2"));
    }

    @ParameterizedTest
    @CsvSource({
        "load-data, newest, 2",
        "load-data, newest, 4",
        "load-data, first, 4",
        "insert, newest, 4",
        "insert, first, 2"
    })
    void filesThatOverlapAPartlyLoadedTableLoseDoubleAndKeepStaleNoRow(String method, String onDuplicate, int lanes) {
        Random random = new Random(lanes);
        Map<String, String> expected = new LinkedHashMap<>();
        int next = 0;

        try (RunningRecua recua = start(method, onDuplicate, lanes)) {
            for (int file = 1; file <= FILES; file++) {
                StringBuilder csv = new StringBuilder("code,name\n");
                int before = expected.size();
                int known = file % 3 == 0 ? 9 : 1;
                for (int row = 0; row < ROWS; row++) {
                    String code = "K" + (random.nextInt(10) < known ? random.nextInt(next + 1) : next++);
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

        assertThat(names()).isEqualTo(expected);
    }

    private Map<String, String> names() {
        return database.jdbc().sql("select code, name from samples").query().listOfRows().stream()
                .collect(Collectors.toMap(row -> (String) row.get("code"), row -> (String) row.get("name")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"load-data", "insert"})
    void aBatchThatDeadlocksIsWrittenAgainAsAWhole(String method, CapturedOutput output) throws Exception {
        try (RunningRecua recua = start(method, "newest", 1);
                Connection rival = database.dataSource().getConnection()) {
            recua.load("landing/samples/1.csv", csv(codes(500), "old"));
            List<String> byHash = inOrderOfTheHash("code", String.class);
            List<byte[]> hashes = inOrderOfTheHash("row_key", byte[].class);
            outweigh(rival);

            lock(rival, hashes.get(499));
            recua.bucket().put("landing/samples/2.csv", csv(byHash, "new"));
            await().until(this::aLaneWaits);
            lock(rival, hashes.get(0));
            await().until(() -> REPLAY.matcher(output).find());
            rival.rollback();

            JsonNode load = recua.settled("landing/samples/2.csv");
            assertThat(load.get("updated").asInt()).isEqualTo(500);
            assertThat(load.get("read").asInt()).isEqualTo(500);
        }
        assertThat(names()).hasSize(500).allSatisfy((code, name) -> assertThat(name)
                .isEqualTo("new"));
    }

    /** The order in which both writers write a file that is in this order. */
    private <T> List<T> inOrderOfTheHash(String column, Class<T> type) {
        return database.jdbc()
                .sql("select " + column + " from samples order by row_key")
                .query(type)
                .list();
    }

    private static List<String> codes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "K" + i).toList();
    }

    private static String csv(List<String> codes, String name) {
        return codes.stream().map(code -> code + "," + name + "\n").collect(Collectors.joining("", "code,name\n", ""));
    }

    /** The database ends the smaller one of two transactions that wait for each other. */
    private static void outweigh(Connection rival) throws SQLException {
        try (Statement statement = rival.createStatement()) {
            statement.execute("create table ballast as select a.code from samples a, samples b limit 20000");
            rival.setAutoCommit(false);
            statement.execute("update ballast set code = 'heavy'");
        }
    }

    private static void lock(Connection rival, byte[] key) throws SQLException {
        try (PreparedStatement select =
                rival.prepareStatement("select code from samples where row_key = ? for update")) {
            select.setBytes(1, key);
            select.executeQuery();
        }
    }

    private boolean aLaneWaits() {
        return database.jdbc()
                        .sql("select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'")
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
