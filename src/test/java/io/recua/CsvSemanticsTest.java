package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.config.RecuaProperties;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What becomes of a CSV's text, case by case as {@code csv-semantics.yaml} lists them, through the real routes. */
class CsvSemanticsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger OBJECTS = new AtomicInteger();
    private static final List<String> COUNTS =
            List.of("inserted", "updated", "unchanged", "duplicates", "rejected", "read");
    private static RunningRecua recua;

    /**
     * One case.
     *
     * @param feed {@code calls} if absent
     * @param before an object that is loaded first
     * @param csv the object's text, where {@code <255*x>} stands for 255 times x
     * @param hex the object's bytes in place of {@code csv}
     * @param charset the encoding of the text; UTF-8 if absent
     * @param pack {@code gz} or {@code zip}; after {@code broken-} the object is cut in half, after {@code plain-} it has
     *     the name alone, after {@code double-} it holds two files
     * @param status {@code LOADED} if absent
     * @param counts those that are not zero
     * @param reason what the ledger's reason contains
     * @param rows the table's rows in the order of their lineage, without the columns that are NULL
     * @param rejected the rejected file; there must be none if absent
     */
    record CsvCase(
            String name,
            String feed,
            String before,
            String csv,
            String hex,
            String charset,
            String pack,
            String status,
            Map<String, Integer> counts,
            List<String> ignored,
            String reason,
            List<Map<String, String>> rows,
            List<Rejected> rejected) {

        CsvCase {
            feed = feed == null ? "calls" : feed;
            charset = charset == null ? "UTF-8" : charset;
            pack = pack == null ? "" : pack;
            status = status == null ? "LOADED" : status;
            counts = counts == null ? Map.of() : counts;
            ignored = ignored == null ? List.of() : ignored;
            rows = rows == null ? List.of() : rows;
            rejected = rejected == null ? List.of() : rejected;
        }

        byte[] object() throws IOException {
            byte[] plain = hex == null
                    ? expanded(csv).getBytes(Charset.forName(charset))
                    : HexFormat.of().parseHex(hex);
            byte[] packed = pack.isEmpty() || pack.startsWith("plain-") ? plain : packed(plain);
            return pack.startsWith("broken-") ? Arrays.copyOf(packed, packed.length / 2) : packed;
        }

        private byte[] packed(byte[] plain) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = pack.endsWith("gz") ? new GZIPOutputStream(packed) : zip(packed)) {
                out.write(plain);
                if (out instanceof ZipOutputStream zip && pack.startsWith("double-")) {
                    zip.putNextEntry(entry("more.csv"));
                    zip.write(plain);
                }
            }
            return packed.toByteArray();
        }

        private static OutputStream zip(OutputStream target) throws IOException {
            ZipOutputStream zip = new ZipOutputStream(target);
            zip.putNextEntry(entry("rows.csv"));
            return zip;
        }

        private static ZipEntry entry(String name) {
            ZipEntry entry = new ZipEntry(name);
            // The clock's time would make other bytes each second.
            entry.setTime(0);
            return entry;
        }

        String rest() {
            String suffix = pack.replaceFirst("^(\\w+-)?(.+)$", ".$2");
            return "%s/%04d.csv%s".formatted(feed, OBJECTS.incrementAndGet(), suffix);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A line of the rejected file; {@code hex} in place of {@code record} if it is no UTF-8. */
    record Rejected(long line, String reason, String record, String hex) {

        byte[] bytes() {
            return hex == null
                    ? expanded(record).getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(hex);
        }
    }

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
        for (String table : List.of(
                """
                create table calls (
                  load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
                  id varchar(255) null, sample varchar(20) null, note varchar(255) null, body text null,
                  num int null, small smallint unsigned null, price decimal(6,2) null, ratio double null,
                  day date null, moment datetime(3) null, clock time null, kind enum('a','b') null, doc json null,
                  fecha_copia datetime(3) null,
                  primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key)
                ) character set utf8mb4""",
                """
                create table notes (
                  load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
                  id varchar(255) null, sample varchar(20) null, note varchar(255) null, fecha_copia datetime(3) null,
                  primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key)
                ) character set utf8mb4""",
                """
                create table strict (
                  load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
                  id varchar(255) not null, num int not null, note varchar(20) not null default 'none',
                  primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key)
                ) character set utf8mb4""",
                """
                create table timed (
                  load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
                  moment datetime(3) null, clock time(1) null, price decimal(6,2) null, num int null, note varchar(20),
                  primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key)
                ) character set utf8mb4""")) {
            database.jdbc().sql(table).update();
        }
        recua = RunningRecua.start(TestBucket.empty(), database, settings());
    }

    private static String[] settings() {
        return Stream.of(
                        feed("calls", "calls"),
                        feed("notes", "notes"),
                        feed("latin", "calls", "csv.delimiter=;", "csv.charset=ISO-8859-1"),
                        feed("utf16", "calls", "csv.charset=UTF-16LE"),
                        feed("apostrophe", "calls", "csv.delimiter=\\t", "csv.quote='"),
                        feed("first", "notes", "on-duplicate=first"),
                        RunningRecua.feed("strict", "strict", "id"),
                        RunningRecua.feed("timed", "timed", "moment,clock,price,num"))
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    private static String[] feed(String name, String table, String... more) {
        return Stream.concat(
                        Arrays.stream(RunningRecua.feed(name, table, "ID,Sample", "timestamp-column=FECHA_COPIA")),
                        Arrays.stream(more).map(setting -> "recua.feeds." + name + "." + setting))
                .toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    static List<CsvCase> cases() throws IOException {
        try (InputStream yaml = CsvSemanticsTest.class.getResourceAsStream("/csv-semantics.yaml")) {
            List<CsvCase> cases = new ArrayList<>();
            for (Object entry : new Yaml().<List<Object>>load(yaml)) {
                cases.add(JSON.convertValue(entry, CsvCase.class));
            }
            return cases;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void keepsThePromise(CsvCase given) throws IOException {
        List.of("calls", "notes", "strict", "timed")
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
        if (given.before() != null) {
            recua.load("landing/" + given.rest(), expanded(given.before()));
        }
        String rest = given.rest();

        recua.bucket().put("landing/" + rest, given.object());
        JsonNode load = recua.settled("landing/" + rest);

        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo(given.status());
        assertThat(load.get("error").asText("")).contains(given.reason() == null ? "" : given.reason());
        assertThat(counts(load)).as(load.toString()).isEqualTo(expectedCounts(given));
        assertThat(texts(load.get("ignoredColumns"))).isEqualTo(given.ignored());
        assertThat(rows(given.feed())).isEqualTo(expectedRows(given));
        assertRejected(given, rest);
        String place = given.status().equals("LOADED") ? "archive/" : "quarantine/";
        assertThat(recua.bucket().bytes(place + rest)).isEqualTo(given.object());
    }

    private static Map<String, Integer> counts(JsonNode load) {
        Map<String, Integer> counts = new TreeMap<>();
        COUNTS.forEach(count -> counts.put(count, load.get(count).asInt()));
        return counts;
    }

    /** What is read is what became something. */
    private static Map<String, Integer> expectedCounts(CsvCase given) {
        Map<String, Integer> counts = new TreeMap<>();
        COUNTS.forEach(count -> counts.put(count, given.counts().getOrDefault(count, 0)));
        counts.put("read", counts.values().stream().mapToInt(Integer::intValue).sum() - counts.get("read"));
        assertThat(given.counts().getOrDefault("read", 0)).as("the case itself").isEqualTo(counts.get("read"));
        return counts;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The rows without NULLs; a timestamp reads {@code now} or {@code before} if it is the instant of such a load. */
    private static List<Map<String, String>> rows(String feed) {
        List<String> stamps = recua.jdbc()
                .sql("select cast(loaded_at as char) from recua_load order by id desc limit 2")
                .query(String.class)
                .list();
        Map<String, String> instants =
                Map.of(stamps.get(0), "now", stamps.size() > 1 ? stamps.get(1) : "none", "before");
        return recua.jdbc()
                .sql("select * from " + table(feed) + " order by load_id, load_row")
                .query((row, number) -> {
                    Map<String, String> values = new TreeMap<>();
                    for (int column = 5; column <= row.getMetaData().getColumnCount(); column++) {
                        byte[] bytes = row.getBytes(column);
                        if (bytes != null) {
                            String value = new String(bytes, StandardCharsets.UTF_8);
                            values.put(row.getMetaData().getColumnName(column), instants.getOrDefault(value, value));
                        }
                    }
                    return values;
                })
                .list();
    }

    private static String table(String feed) {
        return recua.bean(RecuaProperties.class).feed(feed).table();
    }

    private static List<Map<String, String>> expectedRows(CsvCase given) {
        return given.rows().stream().map(row -> expectedRow(given, row)).toList();
    }

    private static Map<String, String> expectedRow(CsvCase given, Map<String, String> row) {
        Map<String, String> values = new TreeMap<>();
        row.forEach((column, value) -> values.put(column, expanded(value)));
        if (recua.bean(RecuaProperties.class).feed(given.feed()).timestampColumn() != null) {
            values.putIfAbsent("fecha_copia", "now");
        }
        return values;
    }

    private static void assertRejected(CsvCase given, String rest) throws IOException {
        List<String> keys = recua.bucket().keys("rejected/" + rest.replaceFirst("(\\.csv)?(\\.(gz|zip))?$", "-load-"));
        assertThat(keys).hasSize(given.rejected().isEmpty() ? 0 : 1);
        if (keys.isEmpty()) {
            return;
        }
        String file = new String(recua.bucket().bytes(keys.get(0)), StandardCharsets.ISO_8859_1);
        List<CSVRecord> lines = CSVFormat.RFC4180.parse(new StringReader(file)).getRecords();
        assertThat(lines.get(0).values()).containsExactly("line", "reason", "record");
        assertThat(lines).hasSize(given.rejected().size() + 1);
        for (int i = 0; i < given.rejected().size(); i++) {
            Rejected expected = given.rejected().get(i);
            CSVRecord line = lines.get(i + 1);
            assertThat(line.get(0)).isEqualTo(String.valueOf(expected.line()));
            assertThat(line.get(1)).contains(expected.reason());
            assertThat(line.get(2).getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(expected.bytes());
        }
    }

    private static String expanded(String text) {
        return Pattern.compile("<(\\d+)\\*([^>]+)>").matcher(text).replaceAll(times -> times.group(2)
                .repeat(Integer.parseInt(times.group(1))));
    }
}
