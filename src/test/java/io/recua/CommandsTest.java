package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.table.RowKey;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands, as a user calls them but for the JVM. */
@ExtendWith(OutputCaptureExtension.class)
class CommandsTest {

    private static final String GENES =
            """
            create table genes (
              load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
              symbol varchar(10) null, length int null, note varchar(20) null, loaded_at datetime(3) null,
              primary key (load_id, load_batch, row_key), unique key (row_key)) character set utf8mb4""";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private JdbcClient jdbc;
    private String said;
    private String complained;

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

    private String[] onDatabase(String... command) {
        return with(
                command,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password());
    }

    private static String[] with(String[] command, String... more) {
        return Stream.of(command, more, new String[] {
                    "--recua.feeds.genes.table=genes",
                    "--recua.feeds.genes.key=symbol",
                    "--recua.feeds.genes.timestamp-column=loaded_at"
                })
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void checkTellsWhatALoadWouldDoAndWritesNothing() throws IOException {
        jdbc.sql(GENES).update();
        String csv = file("genes.csv", "symbol,length,extra\nTP53,1,x\nMYC,many,x\nTP53,2,x\ntp53,3,x\nMYC,4\n");

        int exitCode = run(onDatabase("check", csv, "--feed", "genes"));

        assertThat(exitCode).as(complained).isEqualTo(3);
        assertThat(said.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .contains(
                        "ignored 1 extra",
                        "missing 1 note",
                        "rows 5",
                        "keys 2",
                        "duplicates 1",
                        "rejected 2",
                        "1 length: is not a whole number (line 3)",
                        "1 expected 3 fields but found 2 (line 6)");
        assertThat(jdbc.sql("show tables").query(String.class).list()).containsExactly("genes");
        assertThat(jdbc.sql("select count(*) from genes").query(Integer.class).single())
                .isZero();
    }

    @Test
    void checkTellsThatAFileWouldBeRefused() throws IOException {
        jdbc.sql(GENES).update();

        int exitCode = run(onDatabase("check", file("genes.csv", "length\n1\n"), "--feed", "genes"));

        assertThat(exitCode).isEqualTo(4);
        assertThat(said).contains("Would be refused: the header lacks column symbol, which is part of the key");
    }

    @ParameterizedTest
    @CsvSource({
        "http://source.invalid/genes.csv?token=s3cret, is an unknown host: DNS does not resolve it",
        "http://127.0.0.1:9/genes.csv?token=s3cret, accepts no connection",
        "{source}/404?token=s3cret, answers 404",
        "{source}/206?token=s3cret, answers 206",
        "{source}/202?token=s3cret, answers 202",
        "http://user:s3cret@127.0.0.1:9/genes.csv, must contain a host and no user",
        "http://127.0.0.1:9/{s3cret, this is not a valid http(s) address"
    })
    void checkSaysInALineWhyAnAddressCannotBeRead(String address, String reason, CapturedOutput output) {
        jdbc.sql(GENES).update();
        try (HttpSource source = HttpSource.start()) {
            source.script(Answer.of(Integer.parseInt(address.replaceFirst(".*/(\\d{3}).*|.*", "0$1"))));

            int exitCode = run(onDatabase("check", address.replace("{source}", source.url("")), "--feed", "genes"));

            assertThat(exitCode).isIn(1, 2);
        }
        assertThat(complained.lines())
                .singleElement()
                .asString()
                .startsWith("check: ")
                .contains(reason);
        assertThat(output.getAll() + said + complained).doesNotContain("\tat ").doesNotContain("s3cret");
    }

    @Test
    void loadGoesTheWayOfTheServiceAndReplayGoesItAgain() throws IOException {
        jdbc.sql(GENES).update();
        TestBucket bucket = TestBucket.empty();
        String csv = file("genes.csv", "symbol,length,note\nTP53,1,a\nMYC,many,b\nTP53,2,c\n");
        String inBucket = "--recua.bucket=" + bucket.name();

        int loaded = run(onDatabase("load", csv, "--feed", "genes", inBucket));

        assertThat(loaded).as(complained).isEqualTo(3);
        assertThat(complained.lines())
                .startsWith("Loading " + csv + " for feed genes: starting")
                .anyMatch(line -> line.startsWith("Landed as landing/genes/"));
        assertThat(said).contains("Load 1: 3 read, 1 inserted, 0 updated, 0 unchanged, 1 duplicates, 1 rejected");
        assertThat(jdbc.sql("select note from genes").query(String.class).list())
                .containsExactly("c");
        assertThat(bucket.keys(""))
                .hasSize(2)
                .anyMatch(key -> key.matches("archive/genes/.*Z-genes\\.csv"))
                .anyMatch(key -> said.contains("Rejected rows are in " + key));

        int replayed = run(onDatabase("replay", "1", inBucket));

        assertThat(replayed).as(complained).isEqualTo(3);
        assertThat(said).contains("Load 2: 3 read, 0 inserted, 1 updated");

        assertThat(run(onDatabase("status"))).isZero();
        assertThat(said.lines()).hasSize(3).anyMatch(line -> line.matches(" +2 +genes +LOADED .*"));

        // As a load is whose instance was stopped after 43 % of the object.
        jdbc.sql("update recua_load set status = 'LOADING', finished_at = null, rows_read = 3, rows_per_second = 10,"
                        + " percent = 43, seconds_left = 7, progress_at = utc_timestamp(3) where id = 1")
                .update();
        assertThat(statusOfTheFirstLoad()).isEqualTo("stopped at 43.0 %: no instance loads it now");
        jdbc.sql("update recua_lease set lease_until = utc_timestamp(3) + interval 1 hour where name = 'genes'")
                .update();
        assertThat(statusOfTheFirstLoad()).isEqualTo("loading at 43.0 %, 10 rows/s, 7 s left");
        jdbc.sql("update recua_load set progress_at = utc_timestamp(3) - interval 45 second where id = 1")
                .update();
        assertThat(statusOfTheFirstLoad()).isEqualTo("loading at 43.0 %, no progress for 40 s");
        assertThat(run(onDatabase("pause", "genes", "--what", "load", "--reason", "new column")))
                .isZero();
        assertThat(said).isEqualToIgnoringNewLines("Paused loads of feed genes.");
        assertThat(statusOfTheFirstLoad()).matches("paused at 43\\.0 %: paused by .* since .*: new column");
        assertThat(run(onDatabase("resume", "genes"))).isZero();
        assertThat(run(onDatabase("resume", "genes"))).isEqualTo(1);
        assertThat(complained.strip())
                .isEqualTo("resume: fetches and loads of feed genes are not paused by an operator");
    }

    /** The line below the first load, which is shown although it is not the last one. */
    private String statusOfTheFirstLoad() {
        assertThat(run(onDatabase("status", "--loads", "1"))).as(complained).isZero();
        List<String> lines = said.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2)).matches(" +1 +genes +LOADING .*");
        return lines.get(3).strip();
    }

    @Test
    void withoutALedgerCommandsSayHowItIsMade() {
        for (String[] command : List.of(new String[] {"status"}, new String[] {"pause", "genes"})) {
            assertThat(run(onDatabase(command))).isEqualTo(1);
            assertThat(complained.strip())
                    .isEqualTo(
                            command[0] + ": there is no ledger of this version in this database yet; the service or the"
                                    + " command load creates it");
        }
    }

    @Test
    void ddlNeedsNeitherDatabaseNorBucketAndItsTableIsFit() throws IOException {
        String csv = file(
                "genes.csv",
                "symbol,zip,length,weight,born,seen,note\nTP53,007,1,1.5,2026-01-31,2026-01-31 10:00:00.5,\n"
                        + "MYC,12,-20,22.25,2026-02-01,2026-01-31 10:00:00,x\n");

        int printed = run(with(new String[] {"ddl", csv, "--feed", "genes"}));

        assertThat(printed).as(complained).isZero();
        assertThat(said)
                .contains(
                        "`symbol` VARCHAR(255) NULL",
                        "`zip` VARCHAR(255) NULL",
                        "`length` BIGINT NULL",
                        "`weight` DECIMAL(6,2) NULL",
                        "`born` DATE NULL",
                        "`seen` DATETIME(1) NULL",
                        "`note` VARCHAR(255) NULL",
                        "`loaded_at` DATETIME(3) NULL");

        jdbc.sql(said.lines().skip(1).reduce("", (all, line) -> all + line).replace(";", ""))
                .update();

        assertThat(run(onDatabase("ddl", "--feed", "genes"))).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "Table genes is ready for feed genes. There is nothing to do.",
                        "Two rows are the same if the columns of the key are equal, byte for byte.",
                        "The origin of each row is in load_id, load_batch and load_row.",
                        "Rows are written by LOAD DATA if a file fills all columns, otherwise by INSERT.");
        assertThat(run(onDatabase("check", csv, "--feed", "genes"))).as(said).isZero();
    }

    @Test
    void adoptKeepsTheNewestRowOfEachKeyWhereverItWasStopped() {
        jdbc.sql("create table genes (id int not null auto_increment primary key, symbol varchar(10) null,"
                        + " loaded_at datetime(3) null on update current_timestamp(3), note varchar(20) null)"
                        + " character set utf8mb4 collate utf8mb4_general_ci")
                .update();
        jdbc.sql("insert into genes (symbol, loaded_at, note) values (null, null, 'old'), (null, '2026-01-02', 'new'),"
                        + " ('a', '2026-01-02', 'new'), ('a', '2026-01-01', 'old'), ('A', null, 'case'),"
                        + " ('á', null, 'accent'), ('a ', null, 'blank'), ('', null, 'empty'),"
                        + " ('b', null, 'old'), ('b', null, 'new')")
                .update();

        assertThat(run(onDatabase("adopt", "--feed", "genes"))).isEqualTo(3);
        assertThat(said)
                .contains("10 rows. 3 of them are duplicates")
                .contains("this row stays: the row with the highest loaded_at, then the highest id.");
        assertThat(jdbc.sql("select count(*) from genes").query(Integer.class).single())
                .isEqualTo(10);

        // As a run leaves it that was stopped while it hashed the rows.
        jdbc.sql("alter table genes add column row_key binary(16) null").update();

        assertThat(run(onDatabase("adopt", "--feed", "genes", "--yes")))
                .as(complained)
                .isZero();
        assertThat(jdbc.sql("select concat(ifnull(symbol, 'NULL'), '|', note) from genes order by id")
                        .query(String.class)
                        .list())
                .containsExactly("NULL|new", "a|new", "A|case", "á|accent", "a |blank", "|empty", "b|new");
        jdbc.sql("select symbol, row_key from genes").query(row -> {
            assertThat(row.getBytes("row_key")).isEqualTo(hash(row.getString("symbol")));
        });

        assertThat(run(onDatabase("adopt", "--feed", "genes"))).isZero();
        assertThat(said).contains("ready for feed genes. There is nothing to do");
        assertThat(jdbc.sql("select distinct concat_ws(' ', load_id, load_batch, load_row) from genes")
                        .query(String.class)
                        .list())
                .containsExactly("0 0 0");
    }

    @Test
    void adoptHashesRowsOfAnotherKeyAnewWhereverItWasStopped() throws IOException {
        jdbc.sql(GENES).update();
        String inBucket = "--recua.bucket=" + TestBucket.empty().name();
        String csv = file("genes.csv", "symbol,length,note\na,1,old\nb,1,new\na,2,two\n,3,none\n");
        assertThat(run(byKey("note", "load", csv, "--feed", "genes", inBucket)))
                .as(complained)
                .isZero();

        assertThat(run(onDatabase("ddl", "--feed", "genes"))).isEqualTo(3);
        assertThat(said)
                .contains("the rows of table genes are hashed by [note text], but the key is [symbol text] now");

        // As a run leaves it that was stopped while it hashed the rows.
        jdbc.sql(
                        "alter table genes add column recua_new_row_key binary(16) null, add key recua_adopting (recua_new_row_key)")
                .update();
        jdbc.sql("update genes set recua_new_row_key = unhex(left(sha2(concat(unhex('00000001'), 'b'), 256), 32))"
                        + " where symbol = 'b'")
                .update();

        assertThat(run(onDatabase("adopt", "--feed", "genes", "--yes")))
                .as(complained)
                .isZero();
        assertThat(said).contains("4 rows. 1 of them are duplicates");
        assertThat(jdbc.sql("select note from genes order by load_row")
                        .query(String.class)
                        .list())
                .containsExactly("new", "two", "none");
        jdbc.sql("select symbol, row_key from genes").query(row -> {
            assertThat(row.getBytes("row_key")).isEqualTo(hash(row.getString("symbol")));
        });
        assertThat(run(onDatabase("adopt", "--feed", "genes"))).isZero();
        assertThat(run(onDatabase("load", csv, "--feed", "genes", inBucket)))
                .as(complained)
                .isZero();
        assertThat(said).contains("0 inserted, 3 updated");
    }

    @Test
    void afterAdoptATableOfAnotherOriginIsWrittenByLoadData() throws IOException {
        jdbc.sql("create table genes (symbol varchar(10) null, loaded_at datetime(3) null, note varchar(20) null)"
                        + " character set utf8mb4")
                .update();
        jdbc.sql("insert into genes (symbol, note) values ('a', 'old'), ('a', 'old'), ('b', 'kept')")
                .update();
        String csv = file("genes.csv", "symbol,note\na,new\nc,new\n");

        assertThat(run(onDatabase("adopt", "--feed", "genes", "--yes")))
                .as(complained)
                .isZero();

        long before = loadDataStatements();
        assertThat(run(onDatabase(
                        "load",
                        csv,
                        "--feed",
                        "genes",
                        "--recua.bucket=" + TestBucket.empty().name())))
                .as(complained)
                .isZero();
        assertThat(said).contains("1 inserted, 1 updated");
        assertThat(loadDataStatements()).isGreaterThan(before);
        assertThat(jdbc.sql("select concat_ws(' ', symbol, note, load_id) from genes order by symbol")
                        .query(String.class)
                        .list())
                .containsExactly("a new 1", "b kept 0", "c new 1");
    }

    private long loadDataStatements() {
        return jdbc.sql("show global status like 'Com_load'")
                .query((row, number) -> row.getLong(2))
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'load_id, load_batch, load_row', 0 0 0",
        "'load_id bigint not null, load_row bigint not null, primary key (load_id, load_row),', load_batch, 7 0 7"
    })
    void adoptAddsTheColumnsThatATableWithTheHashLacks(String columns, String missing, String origin)
            throws IOException {
        jdbc.sql("create table genes (row_key binary(16) not null, " + columns
                        + " symbol varchar(10) null, loaded_at datetime(3) null, unique key (row_key))"
                        + " character set utf8mb4")
                .update();
        jdbc.sql("insert into genes set symbol = 'a', row_key = ?"
                        + (columns.isEmpty() ? "" : ", load_id = 7, load_row = 7"))
                .param(hash("a"))
                .update();
        assertThat(run(onDatabase("ddl", "--feed", "genes"))).isEqualTo(3);
        assertThat(said)
                .contains("recua.feeds.genes.table: table genes has the column row_key with a unique index, but lacks "
                        + missing + "; stop every Recua that uses the table and run the command adopt");

        assertThat(run(onDatabase("adopt", "--feed", "genes"))).isEqualTo(3);

        assertThat(said)
                .contains("Table genes lacks " + missing + "; adopt adds")
                .contains("deletes no row");
        assertThat(run(onDatabase("ddl", "--feed", "genes"))).isEqualTo(3);
        assertThat(run(onDatabase("adopt", "--feed", "genes", "--yes")))
                .as(complained)
                .isZero();
        assertThat(said).contains("Adding the columns " + missing).doesNotContain("Hashed");
        assertThat(jdbc.sql("select concat_ws(' ', load_id, load_batch, load_row) from genes")
                        .query(String.class)
                        .list())
                .containsExactly(origin);
        assertThat(run(onDatabase("ddl", "--feed", "genes"))).as(said).isZero();
        assertThat(run(onDatabase("adopt", "--feed", "genes"))).isZero();
    }

    @Test
    void adoptAddsMissingColumnsTogetherWithTheHashOfAnotherKey() throws IOException {
        jdbc.sql(GENES).update();
        String csv = file("genes.csv", "symbol,length,note\na,1,x\nb,1,y\n");
        String inBucket = "--recua.bucket=" + TestBucket.empty().name();
        assertThat(run(byKey("note", "load", csv, "--feed", "genes", inBucket)))
                .as(complained)
                .isZero();
        jdbc.sql("alter table genes drop primary key, drop column load_batch").update();

        assertThat(run(onDatabase("adopt", "--feed", "genes", "--yes")))
                .as(complained)
                .isZero();

        assertThat(said).contains("Hashed the keys");
        assertThat(run(onDatabase("load", csv, "--feed", "genes", inBucket)))
                .as(complained)
                .isZero();
        assertThat(said).contains("0 inserted, 2 updated");
    }

    private String[] byKey(String key, String... command) {
        return Stream.of(onDatabase(command))
                .map(argument ->
                        argument.startsWith("--recua.feeds.genes.key=") ? "--recua.feeds.genes.key=" + key : argument)
                .toArray(String[]::new);
    }

    @Test
    void adoptHashesNumbersInTheFormInWhichAFileGivesThem() throws IOException {
        jdbc.sql("create table genes (symbol double null, f float null, z int(6) zerofill null, s set('a','b') null,"
                        + " loaded_at datetime(3) null, note varchar(20) null) character set utf8mb4")
                .update();
        jdbc.sql("insert into genes values (-0e0, 0.1, 7, 'b,a', null, 'old'), (0, 0.1, 7, 'a,b', null, 'old'),"
                        + " (1e20, 1e-7, 1234567, null, null, 'old'), (null, -1.5, null, '', null, 'old')")
                .update();
        String[] adopt = byKey("symbol,f,z,s", "adopt", "--feed", "genes", "--yes");

        assertThat(run(adopt)).as(complained).isZero();

        assertThat(said).contains("4 rows. 1 of them are duplicates");
        String csv = file("genes.csv", "s,z,f,symbol,note\n\"a,b\",07,1e-1,-0,new\n,1234567,.0000001,1e20,new\n");
        String inBucket = "--recua.bucket=" + TestBucket.empty().name();
        assertThat(run(byKey("symbol,f,z,s", "load", csv, "--feed", "genes", inBucket)))
                .as(complained)
                .isZero();
        assertThat(said).contains("0 inserted, 2 updated");
    }

    private static byte[] hash(String symbol) {
        RowKey.Hash hash = new RowKey.Hash();
        if (symbol == null) {
            hash.addNull();
        } else {
            byte[] utf8 = symbol.getBytes(StandardCharsets.UTF_8);
            hash.add(utf8, 0, utf8.length);
        }
        return hash.key().bytes();
    }

    @Test
    void wrongUsageAndWrongSettingsAreSaidInALine() throws IOException {
        assertThat(run("check")).isEqualTo(2);
        assertThat(complained).contains("Missing required option", "Usage: recua check");

        String csv = file("genes.csv", "symbol\nTP53\n");
        assertThat(run(with(new String[] {"check", csv, "--feed", "none"}))).isEqualTo(2);
        assertThat(complained.lines())
                .containsExactly("check: there is no feed none in the settings; the feeds are [genes, unificado]");

        assertThat(run(with(new String[] {"load", csv, "--feed", "genes"}))).isEqualTo(1);
        assertThat(complained.lines())
                .satisfiesExactly(
                        progress -> assertThat(progress).isEqualTo("Loading " + csv + " for feed genes: starting"),
                        error -> assertThat(error).matches("load: recua\\.(bucket|db\\.host): is missing; write .*"));
        assertThat(List.of(run("--help"), run("check", "--help"))).containsExactly(0, 0);
    }

    @Test
    void grantsTheUserOfTheServiceWhatAStartAndALoadNeed() {
        JdbcClient administrator = database.administrator();
        administrator.sql("drop user if exists recua_app").update();
        String[] grant = {
            "grant",
            "recua_app",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + (database.isMySql() ? "root" : database.user()),
            "--spring.datasource.password=" + (database.isMySql() ? "" : database.password()),
            // Of the service; the administrator has the password.
            "--recua.db.authentication=iam"
        };
        // Only RDS has the plugin of IAM.
        assertThat(run(grant)).isEqualTo(1);
        assertThat(complained).contains("cannot create the user recua_app: ").contains("AWSAuthenticationPlugin");
        administrator.sql("create user recua_app identified by 'app'").update();

        assertThat(run(grant)).as(complained).isZero();
        assertThat(run(grant)).as("again").isZero();

        jdbc.sql(GENES).update();
        TestDatabase asGranted = new TestDatabase(database.url(), "recua_app", "app");
        try (RunningRecua recua =
                RunningRecua.start(TestBucket.empty(), asGranted, RunningRecua.feed("genes", "genes", "symbol"))) {
            String csv = "symbol,length,note,loaded_at\nTP53,1,x,2026-01-01\n";
            assertThat(recua.load("landing/genes/a.csv", csv).get("inserted").asInt())
                    .isEqualTo(1);
            assertThat(run(with(
                            new String[] {"ddl", "--feed", "genes"},
                            "--spring.datasource.url=" + asGranted.url(),
                            "--spring.datasource.username=" + asGranted.user(),
                            "--spring.datasource.password=" + asGranted.password())))
                    .isZero();
            // MariaDB has another list of foreign keys, which PROCESS does not open.
            assertThat(said).contains("Rows are written by " + (database.isMySql() ? "LOAD DATA" : "INSERT"));
        } finally {
            administrator.sql("drop user recua_app").update();
        }
    }
}
