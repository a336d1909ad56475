package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.FailedStart;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TestQueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that cannot succeed stops with one line that names the setting and says what to write. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    private static final String CREATE_GENES =
            """
            create table genes (load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,
              id varchar(20) null, name varchar(20) null,
              primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key))""";

    private final TestBucket bucket = TestBucket.empty();
    private TestDatabase database;

    @BeforeEach
    void emptyDatabase() {
        database = TestDatabase.empty();
    }

    /** The arguments of a start that succeeds, with one setting replaced, added, or left out if the value is null. */
    private String[] arguments(String name, String value) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String argument :
                RunningRecua.arguments(bucket, database, RunningRecua.feed("genes", "genes", "id,name"))) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        settings.put(name, value);
        settings.values().removeIf(Objects::isNull);
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            nullValues = "none",
            quoteCharacter = '`',
            value = {
                "recua.feeds.genes.url, none, is missing; write the http(s) address of the CSV",
                "recua.feeds.genes.key, `id,nome`, table genes has no column nome; its columns are",
                "recua.feeds.genes.timestamp-column, fecha, table genes has no column fecha; its columns are",
                "recua.feeds.genes.csv.delimiter, `;;`, csv.delimiter must be one ASCII character",
                "recua.bucket, none, is missing; write the name of the S3 bucket",
                "recua.bucket, no-such-bucket, cannot use the bucket no-such-bucket: there is no bucket of this name (404); check",
                "recua.poll-interval, soon, write a duration such as 10s",
                "recua.buckets, x, there is no such setting; did you mean recua.bucket?",
                "recua.feeds.genes.tabel, x, there is no such setting; did you mean recua.feeds.genes.table?",
                "recua.feeds.genes.delimeter, x, there is no such setting; did you mean recua.feeds.genes.csv.delimiter?",
                "spring.datasource.password, wrong, `check spring.datasource.url, username and password`",
                "recua.feeds.genes.columns.nome.value, x, table genes has no column nome; its columns are",
            })
    void aMissingOrWrongSettingStopsTheStartWithOneLine(
            String setting, String value, String advice, CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();

        String line = FailedStart.line(output, arguments(setting, value));

        String named = setting.replaceFirst("(?<=datasource|feeds)\\.(password|genes\\.enabled)$", "")
                .replaceFirst("(?<=csv)\\.delimiter$|\\.value$", "");
        assertThat(line).startsWith("Recua cannot start: ").contains(named).contains(advice);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    characterEncoding=ISO-8859-1             | text is sent and read as utf8mb4
                    connectionCollation=latin1_swedish_ci    | text is sent and read as utf8mb4
                    sessionVariables=sql_mode=''             | set session variables on the server
                    serverTimezone=America/Bogota            | the time zone of the session is UTC
                    useAffectedRows=true                     | Recua counts rows by the numbers that MySQL returns
                    """)
    void anAddressThatChangesWhatIsStoredStopsTheStart(String parameter, String reason, CapturedOutput output) {
        String line = FailedStart.line(output, arguments("spring.datasource.url", database.url() + "?" + parameter));

        assertThat(line).startsWith("Recua cannot start: spring.datasource.url: remove " + parameter + ": " + reason);
    }

    @Test
    void anAddressWithoutADatabaseStopsTheStart(CapturedOutput output) {
        String line = FailedStart.line(
                output, arguments("spring.datasource.url", database.url().replaceFirst("/recua$", "/")));

        assertThat(line).startsWith("Recua cannot start: spring.datasource.url: names no database; write one such as");
    }

    @Test
    void aUserWhoMayNotCreateTablesIsNamedAsTheCause(CapturedOutput output) {
        database.administrator().sql("drop user if exists 'reader'").update();
        database.administrator()
                .sql("create user 'reader' identified by 'reader'")
                .update();
        database.administrator().sql("grant select on recua.* to 'reader'").update();

        String line = FailedStart.line(
                output,
                Stream.concat(
                                Stream.of(arguments("spring.datasource.username", "reader")),
                                Stream.of("--spring.datasource.password=reader"))
                        .filter(argument -> !argument.endsWith("password=" + database.password()))
                        .toArray(String[]::new));

        assertThat(line)
                .startsWith("Recua cannot start: database: the user lacks a privilege: CREATE command denied to user")
                .endsWith(
                        "; run the command grant as an administrator: it gives the user the privileges that Recua needs");
    }

    @Test
    void aServerThatIsNotThereIsNamedAsTheCause(CapturedOutput output) {
        // With the packaged timeout of 10 s, the start gives up after half a minute.
        String[] arguments = Stream.concat(
                        Stream.of(arguments("spring.datasource.url", "jdbc:mysql://127.0.0.1:9/recua")),
                        Stream.of("--spring.datasource.hikari.connection-timeout=250"))
                .toArray(String[]::new);

        String line = FailedStart.line(output, arguments);

        assertThat(line)
                .startsWith("Recua cannot start: database: cannot be used: ")
                .contains("Connection refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-queue",
                "http://127.0.0.1:9324/000000000000/no-such-queue",
                "arn:aws:sqs:us-east-1:000000000000:no-such-queue",
                "arn:aws:sqs"
            })
    void aQueueThatIsNotThereStopsTheStartWithOneLine(String queue, CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        TestQueue.empty(30, 5);

        String line = FailedStart.line(output, sqs(queue));

        assertThat(line)
                .startsWith("Recua cannot start: recua.queue: cannot use the queue " + queue + ": ")
                .contains("; check the queue's name, URL or ARN, the region");
    }

    @Test
    void aQueueIsNamedByItsNameItsUrlOrItsArn() {
        database.jdbc().sql(CREATE_GENES).update();
        TestQueue queue = TestQueue.empty(30, 5);

        for (String name : List.of(queue.name(), queue.url(), "arn:aws:sqs:us-east-1:000000000000:" + queue.name())) {
            bucket.put("landing/genes/" + name.length() + ".csv", "id,name\n" + name.length() + ",x\n");
            try (RunningRecua recua = RunningRecua.start(
                    bucket,
                    database,
                    RunningRecua.feed("genes", "genes", "id,name", "recua.trigger=sqs", "recua.queue=" + name))) {
                recua.settled("landing/genes/" + name.length() + ".csv");
            }
        }
    }

    @Test
    void aQueueThatHidesNothingStopsTheStart(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();

        String line = FailedStart.line(output, sqs(TestQueue.empty(0, 5).name()));

        assertThat(line)
                .contains("recua.queue: the queue ")
                .contains("has a visibility timeout of 0 s; set it to 60 s or more");
    }

    private String[] sqs(String queue) {
        return Stream.concat(Stream.of(arguments("recua.trigger", "sqs")), Stream.of("--recua.queue=" + queue))
                .toArray(String[]::new);
    }

    @Test
    void theCreateTableOfTheMessageMakesTheStartSucceed(CapturedOutput output) {
        String line = FailedStart.line(output, arguments("recua.feeds.genes.timestamp-column", "seen"));

        assertThat(line).contains("recua.feeds.genes.table: there is no table genes in schema recua; the command ddl");
        run(statements(line, "CREATE TABLE "));
        String[] feed = RunningRecua.feed("genes", "genes", "id,name", "timestamp-column=seen");
        try (RunningRecua recua = RunningRecua.start(bucket, database, feed)) {
            assertThat(recua.load("landing/genes/1.csv", "id,name\n1,a\n1,a\n,\"\"\n")
                            .get("inserted")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void theUniqueIndexOfTheMessageMakesTheStartSucceed(CapturedOutput output) {
        database.jdbc()
                .sql("create table genes (id int not null, name date not null, note varchar(20))")
                .update();
        database.jdbc().sql("insert into genes values (1, '2024-01-31', 'old')").update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.enabled", "true"));

        assertThat(line).contains("recua.feeds.genes.key: table genes has no unique index over [id, name]");
        run(statements(line, "ALTER TABLE "));
        JsonNode load = loaded("id,name", "id,name,note\n1,2024-01-31,new\n2,2024-01-31,x\n");
        assertThat(List.of(load.get("updated").asInt(), load.get("inserted").asInt()))
                .containsExactly(1, 1);
    }

    /** The hash that SQL computes for the rows that are there must be the one of the same rows in a file. */
    @Test
    void theHashOfTheMessageIsTheOneThatRowsOfAFileHave(CapturedOutput output) {
        database.jdbc()
                .sql("create table genes (id varchar(255) null, name text null, num int null, price decimal(8,3) null,"
                        + " moment datetime(3) null, clock time null, day date null, note varchar(20))"
                        + " character set utf8mb4")
                .update();
        String key = "id,name,num,price,moment,clock,day";
        List<String> rows = List.of(
                "rs1,ñ😀,5,1.5,2024-01-31 10:00:00,9:00:00,2024-01-31",
                "RS1,\"\",-5,-0.250,2024-01-31 10:00:00.5,-12:00:00,0001-01-01",
                "\"\",,,,,,",
                ",\"\",,,,,",
                ",,,,,,",
                "\"a\nb \",\\N,0,0,2024-01-31T00:00:00.000,00:00:00,");
        for (String row : rows) {
            String values = row.replace("\\", "\\\\")
                    .replace("\"\"", "''")
                    .replaceFirst("^(\\w+),", "'$1',")
                    .replaceFirst("(?s)\"(.+?)\"", "'$1'")
                    .replace("ñ😀", "'ñ😀'")
                    .replace("\\\\N", "'\\\\N'")
                    .replaceAll("(?<=,)(-?[0-9-]+[:T-][^,]*)", "'$1'")
                    .replaceAll("(?<=,|^)(?=,|$)", "null");
            database.jdbc()
                    .sql("insert into genes values (" + values + ", 'old')")
                    .update();
        }

        String line = FailedStart.line(output, arguments("recua.feeds.genes.key", key));

        run(statements(line, "ALTER TABLE "));
        String csv = key + ",note\n" + String.join(",new\n", rows) + ",new\n";
        JsonNode load = loaded(key, csv);
        assertThat(load.get("rejected").asInt()).as(load.toString()).isZero();
        assertThat(load.get("updated").asInt()).as(load.toString()).isEqualTo(6);
        assertThat(database.jdbc()
                        .sql("select distinct note from genes")
                        .query(String.class)
                        .list())
                .containsExactly("new");
    }

    @Test
    void aKeyOfTextIsHashedSinceAnIndexCouldNotTellItExactlyOrHoldIt(CapturedOutput output) {
        database.jdbc()
                .sql("create table genes (id varchar(1000) not null, name varchar(20) not null, note varchar(20))"
                        + " character set utf8mb4")
                .update();
        database.jdbc()
                .sql("insert into genes values ('a', 'x', 'old'), ('A', 'x', 'old')")
                .update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.key", "id,name"));

        run(statements(line, "ALTER TABLE "));
        JsonNode load = loaded("id,name", "id,name,note\nA,x,new\ná,x,new\n");
        assertThat(List.of(load.get("updated").asInt(), load.get("inserted").asInt()))
                .containsExactly(1, 1);
        assertThat(database.jdbc()
                        .sql("select concat(id, note) from genes order by cast(id as binary)")
                        .query(String.class)
                        .list())
                .containsExactly("Anew", "aold", "ánew");
    }

    @Test
    void aViewIsNoTable(CapturedOutput output) {
        database.jdbc()
                .sql("create or replace view gene_view as select 1 as id, 2 as name")
                .update();
        try {
            String line = FailedStart.line(output, arguments("recua.feeds.genes.table", "gene_view"));

            assertThat(line).contains("recua.feeds.genes.table: gene_view is a view; name a table");
        } finally {
            database.jdbc().sql("drop view gene_view").update();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recua.genes| write the name of the table alone in place of recua.genes; its schema is recua",
                "gene_log| table gene_log has the engine MyISAM, which has no transactions; run: ALTER TABLE `gene_log` ENGINE=InnoDB;",
            })
    void aTableThatCannotBeLoadedIsToldByItsCause(String table, String advice, CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        database.jdbc()
                .sql("create table gene_log (id int primary key, name int) engine = MyISAM")
                .update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.table", table));

        assertThat(line).contains("recua.feeds.genes.table: " + advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add column kind int null default 5, add unique key part (kind)",
                "add column kind int not null, add unique key part (kind)",
                "add column kind int null, add unique key part (kind, name(3))"
            })
    void anotherUniqueIndexThatAnyFileCollidesWithStopsTheStart(String index, CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        database.jdbc().sql("alter table genes " + index).update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.enabled", "true"));

        assertThat(line)
                .contains(
                        "recua.feeds.genes.table: table genes has the unique index part in addition to that of the feed's key")
                .contains("drop it (ALTER TABLE `genes` DROP INDEX `part`;)");
    }

    @Test
    void anIndexOverAPrefixOfTheKeyDoesNotTellDuplicates(CapturedOutput output) {
        database.jdbc()
                .sql("create table genes (id varchar(20) not null, name int not null, unique key part (id(5), name))")
                .update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.enabled", "true"));

        assertThat(line).contains("recua.feeds.genes.key: table genes has no unique index over [id, name]");
    }

    @Test
    void aFloatInTheKeyNeedsTheHashSinceNoIndexComparesItByWhatWasWritten(CapturedOutput output) {
        database.jdbc()
                .sql("create table genes (id float not null, name int not null, unique key own (id, name))")
                .update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.enabled", "true"));

        assertThat(line)
                .contains("recua.feeds.genes.key: the key holds a FLOAT column")
                .contains("ALTER TABLE `genes` ADD COLUMN `row_key`")
                .contains("ADD COLUMN `load_batch`");
    }

    @Test
    void aTableThatLacksOneOfRecuasColumnsStopsTheStart(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        database.jdbc()
                .sql("alter table genes drop primary key, drop column load_batch")
                .update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.enabled", "true"));

        assertThat(line)
                .contains("recua.feeds.genes.table: table genes has the column row_key with a unique index, but lacks"
                        + " load_batch; stop every Recua that uses the table and run the command adopt");
    }

    @Test
    void aTimestampColumnThatTakesNoInstantStopsTheStart(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        database.jdbc().sql("alter table genes add column seen int null").update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.timestamp-column", "seen"));

        assertThat(line)
                .contains("recua.feeds.genes.timestamp-column: column seen of type int")
                .contains("cannot store a date and time; make it DATETIME(3)");
    }

    @Test
    void anotherKeyOfRowsThatAreThereStopsTheStart(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        loaded("id", "id,name\n1,a\n");

        String line = FailedStart.line(output, arguments("recua.feeds.genes.key", "id,name"));

        assertThat(line)
                .contains("recua.feeds.genes.key: the rows of table genes are hashed by [id text], but the key is")
                .contains("[id text, name text] now")
                .contains("the command adopt");
    }

    @Test
    void anotherFormOfTheKeyStopsTheStartUnlessTheTableIsEmpty(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();
        loaded("id", "id,name\n1,a\n");
        database.jdbc().sql("alter table genes modify id decimal(8,2) null").update();

        String line = FailedStart.line(output, arguments("recua.feeds.genes.key", "id"));

        assertThat(line).contains("hashed by [id text], but the key is [id decimal(2)] now");
        database.jdbc().sql("delete from genes").update();
        bucket.put("landing/genes/2.csv", "id,name\n1,a\n1.0,b\n");
        try (RunningRecua recua = RunningRecua.start(bucket, database, RunningRecua.feed("genes", "genes", "id"))) {
            assertThat(recua.settled("landing/genes/2.csv").get("inserted").asInt())
                    .isEqualTo(1);
        }
        assertThat(FailedStart.line(output, arguments("recua.feeds.genes.key", "name")))
                .contains("hashed by [id decimal(2)], but the key is [name text] now");
    }

    @Test
    void theOrderOfTheKeyInTheSettingsDoesNotMatter() {
        database.jdbc().sql(CREATE_GENES).update();
        loaded("id,name", "id,name\n1,a\n");
        bucket.put("landing/genes/2.csv", "id,name\n1,a\n2,a\n");

        try (RunningRecua recua =
                RunningRecua.start(bucket, database, RunningRecua.feed("genes", "genes", "name,id"))) {
            JsonNode load = recua.settled("landing/genes/2.csv");
            assertThat(List.of(load.get("updated").asInt(), load.get("inserted").asInt()))
                    .containsExactly(1, 1);
        }
    }

    @Test
    void twoFeedsOfOneTableNeedTheSameKey(CapturedOutput output) {
        database.jdbc().sql(CREATE_GENES).update();

        String line = FailedStart.line(
                output,
                RunningRecua.arguments(
                        bucket,
                        database,
                        Stream.of(RunningRecua.feed("a", "genes", "id"), RunningRecua.feed("b", "genes", "name"))
                                .flatMap(Stream::of)
                                .toArray(String[]::new)));

        assertThat(line).contains("recua.feeds.b.key: differs from the key of feed a, which fills table genes too");
    }

    private JsonNode loaded(String key, String csv) {
        try (RunningRecua recua = RunningRecua.start(bucket, database, RunningRecua.feed("genes", "genes", key))) {
            return recua.load("landing/genes/1.csv", csv);
        }
    }

    private static List<String> statements(String line, String first) {
        Matcher statements = Pattern.compile(first + ".*;").matcher(line);
        assertThat(statements.find()).as(line).isTrue();
        return Stream.of(statements.group().split(";")).map(String::strip).toList();
    }

    private void run(List<String> statements) {
        statements.forEach(statement -> database.jdbc().sql(statement).update());
    }
}
