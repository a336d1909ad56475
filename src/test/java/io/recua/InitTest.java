package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a file to a feed: what the command {@code init} prints loads the file. */
class InitTest {

    private static final List<String> OWN = List.of("load_id", "load_batch", "load_row", "row_key");

    @TempDir
    private Path folder;

    private TestDatabase database;
    private JdbcClient jdbc;
    private String said;
    private String complained;

    /**
     * A file as it occurs in the field.
     *
     * @param rows the rows that must be in the table, in the order of the file; NULLs are left out
     * @param yaml lines that must be in the settings
     */
    private record Given(
            String name, String charset, String content, List<String> yaml, List<Map<String, String>> rows) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Given> files() {
        return List.of(
                new Given(
                        "Clientes.csv",
                        "windows-1252",
                        """
                        Fecha alta;Cliente;Año;Importe;Activo;Observaciones
                        31/12/2026;C-001;2026;1.234,56;SI;Peña, José
                        01/02/2026;C-002;2025;-7,5;NO;"cita ""literal""; y más"
                        15/03/2026;C-003;2024;12.000,00;SI;
                        """,
                        List.of(
                                "charset: windows-1252",
                                "delimiter: \";\"",
                                "format: dd/MM/yyyy",
                                "key: [cliente]",
                                "\"false\": [\"NO\"]"),
                        List.of(
                                Map.of(
                                        "fecha_alta",
                                        "2026-12-31",
                                        "cliente",
                                        "C-001",
                                        "anio",
                                        "2026",
                                        "importe",
                                        "1234.56",
                                        "activo",
                                        "1",
                                        "observaciones",
                                        "Peña, José"),
                                Map.of(
                                        "fecha_alta",
                                        "2026-02-01",
                                        "cliente",
                                        "C-002",
                                        "anio",
                                        "2025",
                                        "importe",
                                        "-7.50",
                                        "activo",
                                        "0",
                                        "observaciones",
                                        "cita \"literal\"; y más"),
                                Map.of(
                                        "fecha_alta",
                                        "2026-03-15",
                                        "cliente",
                                        "C-003",
                                        "anio",
                                        "2024",
                                        "importe",
                                        "12000.00",
                                        "activo",
                                        "1"))),
                new Given(
                        "variants.vcf",
                        "UTF-8",
                        """
                        ##fileformat=VCFv4.2
                        ##source="x
                        #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER
                        chr1\t100\trs1\tA\tG\t.\tPASS
                        chr1\t200\trs2\tC\t"T\t9.5\tPASS
                        chr2\t100\trs3\tG\tA\t30\tq10
                        """,
                        List.of("comment: \"##\"", "delimiter: \\t", "quote: none", "key: [id]", "from: \"#CHROM\""),
                        List.of(
                                Map.of(
                                        "chrom", "chr1", "pos", "100", "id", "rs1", "ref", "A", "alt", "G", "filter",
                                        "PASS"),
                                Map.of(
                                        "chrom", "chr1", "pos", "200", "id", "rs2", "ref", "C", "alt", "\"T", "qual",
                                        "9.5", "filter", "PASS"),
                                Map.of(
                                        "chrom", "chr2", "pos", "100", "id", "rs3", "ref", "G", "alt", "A", "qual",
                                        "30.0", "filter", "q10"))),
                new Given(
                        "ventas 2026.csv",
                        "UTF-8",
                        "\ufeffsep=;\r\nInforme de ventas;;;\r\n\r\nTienda;Fecha;Total;Unidades\r\n"
                                + "Madrid;01/02/2026 10:30;1.234,5;3\r\nLugo;13/02/2026 09:05;99,95;12\r\n"
                                + "Lugo;14/02/2026 18:00;NA;7\r\nLugo;14/02/2026 18:00;1,5;7\r\n",
                        List.of("skip-lines: 3", "mode: append", "\"null\": [\"\", NA]", "decimal: \",\""),
                        List.of(
                                Map.of(
                                        "tienda",
                                        "Madrid",
                                        "fecha",
                                        "2026-02-01 10:30:00",
                                        "total",
                                        "1234.50",
                                        "unidades",
                                        "3"),
                                Map.of(
                                        "tienda",
                                        "Lugo",
                                        "fecha",
                                        "2026-02-13 09:05:00",
                                        "total",
                                        "99.95",
                                        "unidades",
                                        "12"),
                                Map.of("tienda", "Lugo", "fecha", "2026-02-14 18:00:00", "unidades", "7"),
                                Map.of(
                                        "tienda",
                                        "Lugo",
                                        "fecha",
                                        "2026-02-14 18:00:00",
                                        "total",
                                        "1.50",
                                        "unidades",
                                        "7"))),
                new Given(
                        "no-header.txt",
                        "UTF-8",
                        "1|Ana|12,5|true|2026-01-31\n2|Eva|3,25|false|2026-02-01\n3|Ida|0,5|true|2026-02-02\n",
                        List.of("header: [column_1, column_2, column_3, column_4, column_5]", "key: [column_1]"),
                        List.of(
                                Map.of(
                                        "column_1",
                                        "1",
                                        "column_2",
                                        "Ana",
                                        "column_3",
                                        "12.50",
                                        "column_4",
                                        "1",
                                        "column_5",
                                        "2026-01-31"),
                                Map.of(
                                        "column_1",
                                        "2",
                                        "column_2",
                                        "Eva",
                                        "column_3",
                                        "3.25",
                                        "column_4",
                                        "0",
                                        "column_5",
                                        "2026-02-01"),
                                Map.of(
                                        "column_1",
                                        "3",
                                        "column_2",
                                        "Ida",
                                        "column_3",
                                        "0.50",
                                        "column_4",
                                        "1",
                                        "column_5",
                                        "2026-02-02"))),
                new Given(
                        "plain.csv",
                        "UTF-8",
                        "id,name,born,weight\r\n1,\"Smith, \"\"J\"\"\r\nJr\",2026-01-31,70.5\r\n2,,,\r\n",
                        List.of("key: [id]"),
                        List.of(
                                Map.of("id", "1", "name", "Smith, \"J\"\r\nJr", "born", "2026-01-31", "weight", "70.5"),
                                Map.of("id", "2"))),
                new Given(
                        "hostile.csv",
                        "UTF-8",
                        "No;no;;${user.name};load_id;a, b;x\ty: #\n1;a;b;c;d;e;f\n2;b;c;d;e;f;g\n",
                        List.of("skip-lines: 1", "header: [\"no\", no_2, column_3, user_name, file_load_id, a_b, x_y]"),
                        List.of(
                                Map.of(
                                        "no",
                                        "1",
                                        "no_2",
                                        "a",
                                        "column_3",
                                        "b",
                                        "user_name",
                                        "c",
                                        "file_load_id",
                                        "d",
                                        "a_b",
                                        "e",
                                        "x_y",
                                        "f"),
                                Map.of(
                                        "no",
                                        "2",
                                        "no_2",
                                        "b",
                                        "column_3",
                                        "c",
                                        "user_name",
                                        "d",
                                        "file_load_id",
                                        "e",
                                        "a_b",
                                        "f",
                                        "x_y",
                                        "g"))),
                new Given(
                        "names.csv",
                        "UTF-16",
                        "Apellido, Nombre;N.º;Имя;Row_Key\n\"x\";1;a;p\n\"y\";2;b;q\n",
                        List.of("charset: UTF-16", "from: [\"Apellido, Nombre\"]"),
                        List.of(
                                Map.of("apellido_nombre", "x", "n_o", "1", "имя", "a", "file_row_key", "p"),
                                Map.of("apellido_nombre", "y", "n_o", "2", "имя", "b", "file_row_key", "q"))));
    }

    @BeforeEach
    void emptyDatabase() {
        database = TestDatabase.empty();
        jdbc = database.jdbc();
    }

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        said = run.said();
        complained = run.complained();
        return run.exitCode();
    }

    private String file(String name, String content, String charset) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(Charset.forName(charset)))
                .toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void theSettingsAndTheTableLoadTheFileAsTheyArePrinted(Given given) throws IOException {
        String file = file(given.name(), given.content(), given.charset());

        assertThat(run("init", file, "--name", "drafted", "--write", folder.toString()))
                .as(complained)
                .isZero();

        String yaml = Files.readString(folder.resolve("application.yaml"));
        assertThat(yaml).contains(given.yaml());
        jdbc.sql(Files.readString(folder.resolve("schema.sql")).replace(";", ""))
                .update();
        TestBucket bucket = TestBucket.empty();
        try (RunningRecua recua = RunningRecua.start(
                bucket,
                database,
                "spring.config.additional-location=" + folder + "/",
                "recua.feeds.drafted.catch-up=false")) {
            bucket.put("landing/drafted/" + given.name(), Files.readAllBytes(Path.of(file)));
            JsonNode load = recua.settled("landing/drafted/" + given.name());
            assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
            assertThat(load.get("inserted").asInt())
                    .as(load.toString())
                    .isEqualTo(given.rows().size());
        }
        assertThat(rows("drafted"))
                .isEqualTo(given.rows().stream().map(TreeMap::new).toList());
    }

    private List<Map<String, String>> rows(String table) {
        return jdbc.sql("select * from " + table + " order by load_row")
                .query((row, number) -> {
                    Map<String, String> values = new TreeMap<>();
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        String name = row.getMetaData().getColumnName(column);
                        if (!OWN.contains(name) && row.getString(column) != null) {
                            values.put(name, row.getString(column));
                        }
                    }
                    return values;
                })
                .list();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "01/02/2026 03/04/2026   | dates in the form dd/MM/yyyy, or in the form MM/dd/yyyy | VARCHAR(255)",
                "01/02/2026 13/04/2026   | format: dd/MM/yyyy                                      | DATE",
                "01/02/2026 03/14/2026   | format: MM/dd/yyyy                                      | DATE",
                "1.234 2.345             | numbers with decimal \".\", or with decimal \",\"       | VARCHAR(255)",
                "1,234 12,345            | numbers with decimal \",\", or with decimal \".\"       | VARCHAR(255)",
                "1.234 0.345             | delimiter                                               | DECIMAL(5,3)",
                "1.234 2.345,5           | grouping: \".\"                                         | DECIMAL(9,1)",
                "1,234.5 12              | grouping: \",\"                                         | DECIMAL(9,1)",
                "007 008                 | delimiter                                               | VARCHAR(255)",
                "S N                     | \"true\": [S]                                           | TINYINT",
                "S S                     | delimiter                                               | VARCHAR(255)",
                "31/02/2026 01/01/2026   | delimiter                                               | VARCHAR(255)",
                "31/12/99 01/01/98       | delimiter                                               | VARCHAR(255)",
                ". x                     | delimiter                                               | VARCHAR(255)",
                ". 12                    | \"null\": [\"\", \".\"]                                 | BIGINT"
            })
    void aFormIsChosenOnlyIfNoOtherOneFits(String values, String remark, String type) throws IOException {
        String[] two = values.split(" ");
        String file = file("given.csv", "id;what\na;" + two[0] + "\nb;" + two[1] + "\n", "UTF-8");

        assertThat(run("init", file)).as(complained).isZero();

        assertThat(said).contains(remark).contains("`what` " + type + " NULL").contains("-- 2 of 2 rows would load.");
    }

    @Test
    void aSampleEndsWithAWholeRecord() throws IOException {
        StringBuilder csv = new StringBuilder("id,note\n");
        for (int row = 0; csv.length() < 5 << 20; row++) {
            csv.append(row)
                    .append(",\"two\nlines ")
                    .append("x".repeat(row % 100))
                    .append("\"\n");
        }

        assertThat(run("init", file("big.csv", csv.toString(), "UTF-8")))
                .as(said)
                .isZero();

        assertThat(said)
                .contains("# Guessed from the first ")
                .contains("key: [id]")
                .doesNotContain("rejected");
    }

    @Test
    void rowsThatWouldBeRejectedAreTold() throws IOException {
        String file = file("rows.csv", "id,v\n1,a\n2\n3,c\n", "UTF-8");

        assertThat(run("init", file, "--key", "ID,v", "--table", "t")).isEqualTo(3);

        assertThat(said)
                .contains("key: [id, v]", "CREATE TABLE `t`")
                .contains("-- 1 rows would be rejected, the first on line 3: expected 2 fields but found 1")
                .contains("-- 2 of 3 rows would load.");
    }

    @Test
    void wrongUsageIsSaidInALine() throws IOException {
        String file = file("rows.csv", "id,v\n1,a\n", "UTF-8");

        assertThat(run("init", file, "--key", "no")).isEqualTo(4);
        assertThat(complained)
                .isEqualToIgnoringNewLines("init: the file has no column no for the key; its columns are id, v");
        assertThat(run("init", file, "--name", "Rows")).isEqualTo(2);
        assertThat(run("init", file, "--name", "unificado")).isEqualTo(2);
        assertThat(run("init", folder.resolve("none.csv").toString())).isEqualTo(1);
        assertThat(run("init", file("empty.csv", "", "UTF-8"))).isEqualTo(4);
        assertThat(complained).isEqualToIgnoringNewLines("init: the object is empty");
        assertThat(run("init", file("rows.pdf", "%PDF-1.7\na,b\n", "UTF-8"))).isEqualTo(4);
        Files.createFile(folder.resolve("schema.sql"));
        assertThat(run("init", file, "--write", folder.toString())).isEqualTo(1);
        assertThat(complained).contains("schema.sql is there already");
        assertThat(folder.resolve("application.yaml")).doesNotExist();
    }

    @Test
    void anAddressBecomesTheUrlWithoutItsQuery() {
        try (HttpSource source = HttpSource.start()) {
            source.script(Answer.csv("id,v\n1,a\n"));

            assertThat(run("init", source.url("/rows.csv?token=s3cret")))
                    .as(complained)
                    .isZero();

            assertThat(said)
                    .contains("url: \"" + source.url("/rows.csv") + "\"")
                    .doesNotContain("s3cret", "write the address");
        }
    }

    @Test
    void theShippedFeedIsDisabledUnlessTheSettingsGiveItAnAddress() throws IOException {
        String file = file("rows.csv", "id,v\n1,a\n", "UTF-8");

        assertThat(run("init", file, "--recua.feeds.unificado.enabled=false")).isZero();
        assertThat(said).contains("unificado:\n      enabled: false");
        assertThat(run("init", file, "--recua.feeds.unificado.url=https://example.org/rows.csv"))
                .isZero();
        assertThat(said).contains("rows:").doesNotContain("unificado");
    }

    @Test
    void checkShowsTheFirstRowsAsTheyWouldBeStored() throws IOException {
        jdbc.sql("create table t (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                        + " row_key binary(16) not null, id int null, v varchar(99) null, day date null,"
                        + " primary key (load_id, load_batch, row_key), unique key (row_key)) character set utf8mb4")
                .update();
        String file = file(
                "t.csv",
                "id;v;day\n1;\"\";31/12/2026\n2;;\n3;a\u001b[31m\tb;01/01/2026\nx;y;01/01/2026\n5;NULL;01/01/2026\n6;z;\n",
                "windows-1252");
        String[] settings = {
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--recua.feeds.t.table=t",
            "--recua.feeds.t.key=id",
            "--recua.feeds.t.columns.day.format=dd/MM/yyyy"
        };

        int guessed = run(with(settings, "check", file, "--feed", "t", "--dialect", "auto"));

        assertThat(guessed).as(complained + said).isEqualTo(3);
        assertThat(said)
                .contains("Guessed, in place of the feed's csv.*:", "  delimiter: \";\"")
                .contains(
                        """
                        The first rows, as they would be stored:

                          column  line 2      line 3  line 4          line 6
                          id      1           2       3               5
                          v       ""          NULL    a\\u001b[31m\\tb  "NULL"
                          day     2026-12-31  NULL    2026-01-01      2026-01-01
                          line 5 is rejected: id: is not a whole number
                        """);
        assertThat(run(with(settings, "check", file, "--feed", "t"))).isEqualTo(4);
        assertThat(said)
                .contains("Would be refused: the header lacks column id")
                .doesNotContain("Guessed");
    }

    private static String[] with(String[] settings, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Stream.of(settings).toList());
        return all.toArray(String[]::new);
    }
}
