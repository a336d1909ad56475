package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** What a load means for the rows of earlier loads, and what an object must look like to be loaded. */
class ModesTest {

    private static final String COLUMNS =
            "k int null, v varchar(20) null, n bigint unsigned null, p decimal(30,2) null,"
                    + " f float null, j json null, copied datetime(3) null";

    /** A type, two values of it that differ little, and another spelling of the second one. */
    private static final List<List<String>> VALUES = List.of(
            List.of("int", "1", "10", "10"),
            List.of("decimal(10,2)", "1.50", "1.05", "1.050"),
            List.of("double", "1.5E1", "1.5E10", "15000000000"),
            List.of("double", "0.1", "0.10000000000000002", "0.10000000000000002"),
            List.of("float", "0.5", "0.25", "0.250"),
            List.of("date", "2026-01-01", "2026-01-10", "2026-01-10"),
            List.of("datetime(3)", "2026-01-01 00:00:00.1", "2026-01-01 00:00:00.01", "2026-01-01 00:00:00.010"),
            List.of("datetime", "2026-01-01 00:00:01", "2026-01-01 00:00:10", "2026-01-01 00:00:10.0"),
            List.of("timestamp(1) null", "2026-01-01 00:00:00.1", "2026-01-01 00:00:00", "2026-01-01 00:00:00.0"),
            List.of("time(1)", "10:00:00", "100:00:00", "100:00:00.0"),
            List.of("year", "2026", "2020", "2020"),
            List.of("char(3)", "a", "A", "A"),
            List.of("varchar(9)", "1.0", "1", "1"),
            List.of("varchar(9) character set latin1", "e", "é", "é"),
            List.of("varchar(9) character set utf16", "a", "é", "é"),
            List.of("text", "\"\"", "0", "0"),
            List.of("binary(2)", "ab", "aB", "aB"),
            List.of("enum('a','b')", "a", "b", "b"),
            List.of("set('a','b')", "a", "\"a,b\"", "\"b,a\""),
            List.of("json", "[1]", "[10]", "[10]"));

    private static TestDatabase database;
    private static RunningRecua recua;
    private static int objects;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        List.of(
                        TestDatabase.createTable("typed", "k int null" + typedColumns()),
                        TestDatabase.createTable("hashed", COLUMNS),
                        "create table own (" + COLUMNS.replace("k int null", "k int not null primary key")
                                + ") character set utf8mb4 collate utf8mb4_general_ci",
                        TestDatabase.createTable("whole", "k int null, v varchar(20) null, gone datetime(3) null"),
                        TestDatabase.createTable("marked", "k int null, v varchar(20) null, gone datetime(3) null"),
                        TestDatabase.createTable("appended", "k int null, v varchar(20) not null default 'none'"),
                        TestDatabase.createTable("shared", "k int null, a varchar(20) null, b varchar(20) null"),
                        TestDatabase.createTable("expected", "k int null"))
                .forEach(table -> database.jdbc().sql(table).update());
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                Stream.of(
                                RunningRecua.feed(
                                        "hashed", "hashed", "k", "on-duplicate=changed", "timestamp-column=copied"),
                                RunningRecua.feed("own", "own", "k", "on-duplicate=changed", "timestamp-column=copied"),
                                RunningRecua.feed("typed", "typed", "k", "on-duplicate=changed"),
                                RunningRecua.feed("whole", "whole", "k", "mode=snapshot"),
                                RunningRecua.feed("marked", "marked", "k", "mode=snapshot", "deleted-column=gone"),
                                RunningRecua.feed("appended", "appended", "", "mode=append"),
                                RunningRecua.feed("one", "shared", "k", "columns.b.from=other"),
                                RunningRecua.feed("two", "shared", "k"),
                                RunningRecua.feed("expected", "expected", "k", "expect.min-of-last=50%"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    private static String typedColumns() {
        return IntStream.range(0, VALUES.size())
                .mapToObj(i -> ", `100 %s ? " + i + "` " + VALUES.get(i).get(0)
                        + (VALUES.get(i).get(0).endsWith("null") ? "" : " null"))
                .collect(Collectors.joining());
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void emptyTables() {
        List.of("hashed", "own", "typed", "whole", "marked", "appended", "shared", "expected")
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
    }

    private static JsonNode load(String feed, String csv) {
        JsonNode load = recua.load("landing/" + feed + "/" + ++objects + ".csv", csv);
        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
        return load;
    }

    private static List<String> rows(String sql) {
        return recua.jdbc().sql(sql).query(String.class).list();
    }

    private static Map<String, Long> counts(JsonNode load) {
        return Stream.of("inserted", "updated", "unchanged", "duplicates", "rejected", "deleted")
                .filter(count -> load.get(count).asLong() > 0)
                .collect(Collectors.toMap(
                        count -> count, count -> load.get(count).asLong()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashed", "own"})
    void changedLeavesARowWithTheSameValuesAsItIs(String table) {
        String header = "k,v,n,p,f,j\n";
        load(
                table,
                header
                        + """
                        1,a,9007199254740992,1234567890123456789.10,0.1,"{""a"": 1}"
                        2,a,1,1,0.5,"[1, 2]"
                        3,,,,,
                        4,a,9007199254740992,1,1,1
                        5,a,1,1234567890123456789.10,1,1
                        6,a,1,1,1,1
                        7,a,1,1,1,"{""b"": 1}"
                        8,a,1,1,1,1
                        9,,1,1,1,1
                        """);
        List<String> before = rows("select concat(k, '|', copied) from " + table + " order by k");

        JsonNode load = load(
                table,
                header
                        + """
                        1,a,9007199254740992,1234567890123456789.10,0.1,"{""a"": 1}"
                        2,a,1,1.00,0.5,"[1, 2]"
                        3,,,,,
                        4,a,9007199254740993,1,1,1
                        5,a,1,1234567890123456789.11,1,1
                        6,A,1,1,1,1
                        7,a,1,1,1,"{""b"": 2}"
                        8,"a ",1,1,1,1
                        9,"",1,1,1,1
                        10,a,1,1,1,1
                        """);

        assertThat(counts(load)).isEqualTo(Map.of("unchanged", 3L, "updated", 6L, "inserted", 1L));
        assertThat(rows("select concat(k, '|', copied) from " + table + " where k <= 3 order by k"))
                .isEqualTo(before.subList(0, 3));
        assertThat(rows("select concat(k, '|', copied) from " + table + " where k between 4 and 9 order by k"))
                .doesNotContainAnyElementsOf(before);
        assertThat(rows("select concat_ws('|', k, n, p, hex(v)) from " + table + " where k between 4 and 9 order by k"))
                .containsExactly(
                        "4|9007199254740993|1.00|61",
                        "5|1|1234567890123456789.11|61",
                        "6|1|1.00|41",
                        "7|1|1.00|61",
                        "8|1|1.00|6120",
                        "9|1|1.00|");
    }

    @Test
    void changedTellsTheValuesOfEachTypeApart() {
        load("typed", typedRows(1));

        assertThat(counts(load("typed", typedRows(2)))).isEqualTo(Map.of("updated", (long) VALUES.size()));
        assertThat(counts(load("typed", typedRows(3)))).isEqualTo(Map.of("unchanged", (long) VALUES.size()));
    }

    /** Each row has a value of another column. */
    private static String typedRows(int value) {
        String header = IntStream.range(0, VALUES.size())
                .mapToObj(i -> ",100 %s ? " + i)
                .collect(Collectors.joining("", "k", "\n"));
        return IntStream.range(0, VALUES.size())
                .mapToObj(i ->
                        i + ",".repeat(i + 1) + VALUES.get(i).get(value) + ",".repeat(VALUES.size() - i - 1) + "\n")
                .collect(Collectors.joining("", header, ""));
    }

    @Test
    void changedWritesNothingWhereNothingChanged() throws SQLException {
        String csv = "k,v,n,p,f,j\n1,a,1,1.50,,[]\n2,b,2,1.5,,[]\n";
        load("hashed", csv);

        try (Connection other = database.dataSource().getConnection();
                Statement lock = other.createStatement()) {
            lock.execute("lock tables hashed read");
            JsonNode load = load("hashed", csv + "\n");

            assertThat(counts(load)).isEqualTo(Map.of("unchanged", 2L));
        }
    }

    @Test
    void aSnapshotDeletesTheRowsThatItsFileLacks() {
        load("whole", "k,v\n1,a\n2,b\n3,c\n");

        JsonNode load = load("whole", "k,v\n2,b\n4,d\n4,e\n");

        assertThat(counts(load)).isEqualTo(Map.of("updated", 1L, "inserted", 1L, "duplicates", 1L, "deleted", 2L));
        assertThat(rows("select concat(k, v) from whole order by k")).containsExactly("2b", "4e");
    }

    @Test
    void aSnapshotWithRejectedRowsOrWithoutRowsDeletesNothingAndSaysWhy() {
        load("whole", "k,v\n1,a\n2,b\n3,c\n");

        JsonNode rejected = load("whole", "k,v\n1,x\nmany,b\n");
        JsonNode empty = load("whole", "k,v\n");

        assertThat(rejected.get("note").asText()).contains("no rows were deleted, because 1 of the object's rows");
        assertThat(empty.get("note").asText()).contains("no rows were deleted, because the object has no rows");
        assertThat(rows("select concat(k, v) from whole order by k")).containsExactly("1x", "2b", "3c");
    }

    @Test
    void aSnapshotMarksTheRowsThatItsFileLacksUntilTheyComeBack() {
        load("marked", "k,v\n1,a\n2,b\n3,c\n");

        JsonNode second = load("marked", "k,v\n2,b\n");
        List<String> marked =
                rows("select concat(k, v, gone = (select max(loaded_at) from recua_load where feed = 'marked'))"
                        + " from marked where gone is not null order by k");
        JsonNode third = load("marked", "k,v\n1,z\n2,b\n");

        assertThat(counts(second)).isEqualTo(Map.of("updated", 1L, "deleted", 2L));
        assertThat(marked).containsExactly("1a1", "3c1");
        assertThat(counts(third)).isEqualTo(Map.of("updated", 2L));
        assertThat(rows("select concat(k, v, gone is null) from marked order by k"))
                .containsExactly("1z1", "2b1", "3c0");
    }

    @Test
    void appendMakesEachRecordARowOfItsOwn() {
        load("appended", "k,v\n1,a\n1,a\n,\n");

        JsonNode load = load("appended", "k\n1\n");

        assertThat(counts(load)).isEqualTo(Map.of("inserted", 1L));
        assertThat(rows("select concat(coalesce(k, '-'), v) from appended order by load_id, load_row"))
                .containsExactly("1a", "1a", "1none");
    }

    @Test
    void appendReplacesNoRowThatALostLedgerHadNumbered() {
        long next = recua.jdbc()
                .sql("select max(id) + 1 from recua_load")
                .query(Long.class)
                .single();
        recua.jdbc()
                .sql("insert into appended (load_id, load_batch, load_row, row_key, k, v)"
                        + " values (?, 1, 1, unhex(concat(lpad(hex(?), 16, '0'), lpad('1', 16, '0'))), 7, 'old')")
                .params(next, next)
                .update();
        recua.jdbc()
                .sql("update recua_load set table_name = 'other' where table_name = 'appended'")
                .update();

        load("appended", "k,v\n1,new\n");

        assertThat(rows("select concat(k, v) from appended order by load_id")).containsExactly("7old", "1new");
    }

    @Test
    void twoFeedsFillOneTableEachItsColumns() {
        load("two", "k,a\n1,a1\n2,a2\n");
        load("one", "k,other\n1,b1\n3,b3\n");
        load("two", "k,a\n1,a3\n");

        assertThat(rows("select concat_ws('|', k, coalesce(a, '-'), coalesce(b, '-')) from shared order by k"))
                .containsExactly("1|a3|b1", "2|a2|-", "3|-|b3");
    }

    @Test
    void anObjectFarSmallerThanTheLastIsRefusedBeforeItsFirstRowAndLoadedWhenAccepted() {
        load(
                "expected",
                IntStream.range(0, 100).mapToObj(String::valueOf).collect(Collectors.joining("\n", "k\n", "\n")));
        recua.jdbc().sql("delete from expected").update();

        JsonNode refused = recua.load("landing/expected/" + ++objects + ".csv", "k\n1\n2\n");
        String page = RestClient.create("http://127.0.0.1:" + recua.port())
                .get()
                .uri("/loads/" + refused.get("id").asLong())
                .headers(headers -> headers.setBasicAuth("operator", RunningRecua.PASSWORD))
                .retrieve()
                .body(String.class);
        List<String> untouched = rows("select k from expected");
        String object = recua.operator()
                .post()
                .uri("/actuator/loads/" + refused.get("id").asLong())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("action", "replay", "accept", true))
                .retrieve()
                .body(JsonNode.class)
                .get("object")
                .asText();
        JsonNode accepted = recua.settled(object);

        assertThat(refused.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(refused.get("error").asText())
                .contains("it has 2 rows, but expect.min-of-last is 50% of the 100 rows of the last load")
                .endsWith("run: replay --accept " + refused.get("id").asLong());
        assertThat(page)
                .contains(
                        "50% of the 100 rows of the last load; no row was written</p>",
                        "look whether the source lacks rows",
                        "then press <b>Load this object again</b>",
                        "name=\"accept\"")
                .doesNotContain("replay --accept", "committed before");
        assertThat(untouched).isEmpty();
        assertThat(accepted.get("status").asText()).isEqualTo("LOADED");
        assertThat(rows("select k from expected order by k")).containsExactly("1", "2");
    }
}
