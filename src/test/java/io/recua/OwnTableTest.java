package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A table of the user's own, without any column of Recua, whose own unique index tells duplicates. */
@ExtendWith(OutputCaptureExtension.class)
class OwnTableTest {

    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
        List.of(
                        // With a binary log, MySQL lets only an administrator create triggers otherwise.
                        "set global log_bin_trust_function_creators = 1",
                        """
                        create table genes (
                          id int not null auto_increment primary key, symbol varchar(20) null, organism int not null,
                          name varchar(50) null, length int null, curated varchar(20) not null default 'no',
                          unique key gene (organism, symbol), check (length <> 13)
                        ) character set utf8mb4 collate utf8mb4_bin""",
                        """
                        create trigger genes_guard before insert on genes for each row
                          if new.name = 'forbidden' then
                            signal sqlstate '45000' set message_text = 'the guard says no';
                          end if""",
                        """
                        create table words (word varchar(20) not null primary key, note varchar(20) null)
                          character set utf8mb4 collate utf8mb4_general_ci""",
                        """
                        create table numbers (
                          id tinyint not null auto_increment primary key, d double not null, s set('a','b') not null,
                          b bigint not null, n decimal(30,1) not null, note varchar(20) null, unique key own (d, s, b, n)
                        )""",
                        """
                        create table stamped (id int not null primary key, seen timestamp(3) null)""",
                        """
                        create table books (
                          isbn varchar(20) not null primary key, shelf int null, place int null, title varchar(20) null,
                          unique key shelf_place (shelf, place)
                        )""",
                        """
                        create table trucks (
                          plate varchar(20) not null primary key, load_id int not null, load_row varchar(20) null,
                          row_key varchar(20) null
                        )""")
                .forEach(sql -> database.jdbc().sql(sql).update());
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                Stream.of(
                                RunningRecua.feed("genes", "genes", "symbol,organism"),
                                RunningRecua.feed("first", "genes", "symbol,organism", "on-duplicate=first"),
                                RunningRecua.feed("words", "words", "word"),
                                RunningRecua.feed(
                                        "stamped",
                                        "stamped",
                                        "id",
                                        "timestamp-column=seen",
                                        "time-zone=America/Bogota"),
                                RunningRecua.feed("numbers", "numbers", "d,s,b,n"),
                                RunningRecua.feed("books", "books", "isbn"),
                                RunningRecua.feed("trucks", "trucks", "plate"))
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void emptyTables() {
        List.of("genes", "words", "books", "numbers")
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
    }

    private static List<String> genes() {
        return recua.jdbc()
                .sql("select concat_ws(',', organism, symbol, ifnull(name, 'NULL'), ifnull(length, 'NULL'), curated)"
                        + " from genes order by organism, symbol")
                .query(String.class)
                .list();
    }

    private static List<String> words() {
        return recua.jdbc()
                .sql("select concat(word, ',', ifnull(note, 'NULL')) from words order by word")
                .query(String.class)
                .list();
    }

    private static void assertCounts(JsonNode load, int inserted, int updated, int unchanged, int duplicates, int bad) {
        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
        assertThat(Stream.of("inserted", "updated", "unchanged", "duplicates", "rejected", "read")
                        .map(count -> load.get(count).asInt()))
                .as("inserted, updated, unchanged, duplicates, rejected, read")
                .containsExactly(
                        inserted,
                        updated,
                        unchanged,
                        duplicates,
                        bad,
                        inserted + updated + unchanged + duplicates + bad);
    }

    @Test
    void newestUpdatesAndLeavesAloneTheColumnsThatTheFileLacks() {
        recua.jdbc()
                .sql("insert into genes (symbol, organism, name, length, curated)"
                        + " values ('TP53', 1, 'old', 5, 'yes'), ('TP53', 2, 'other', 6, 'yes')")
                .update();

        JsonNode load =
                recua.load("landing/genes/1.csv", "symbol,organism,name\nTP53,1,new\nBRCA1,1,first\nBRCA1,1,last\n");

        assertCounts(load, 1, 1, 0, 1, 0);
        assertThat(genes()).containsExactly("1,BRCA1,last,NULL,no", "1,TP53,new,5,yes", "2,TP53,other,6,yes");
    }

    @Test
    void equalRowsCountAsUnchanged() {
        String csv = "symbol,organism,name,length\nTP53,1,a,5\nBRCA1,1,,\nMYC,1,\"\",0\n";
        recua.load("landing/genes/2.csv", csv);

        JsonNode again = recua.load("landing/genes/3.csv", csv + "TP53,2,b,6\n");

        assertCounts(again, 1, 0, 3, 0, 0);
    }

    @Test
    void firstKeepsWhatIsThere() {
        recua.load("landing/first/4.csv", "symbol,organism,name\nTP53,1,old\n");

        JsonNode load =
                recua.load("landing/first/5.csv", "symbol,organism,name\nTP53,1,new\nBRCA1,1,first\nBRCA1,1,last\n");

        assertCounts(load, 1, 0, 1, 1, 0);
        assertThat(genes()).containsExactly("1,BRCA1,first,NULL,no", "1,TP53,old,NULL,no");
    }

    @Test
    void aRowThatTheIndexTakesForOneOfAnotherKeyIsRejected() {
        recua.load("landing/words/1.csv", "word,note\nano,1\nolmo,1\n");

        JsonNode load = recua.load("landing/words/2.csv", "word,note\nAno,2\nañO,3\nOLMO,1\ntejo,4\nTEJO,5\nano,9\n");

        assertCounts(load, 1, 1, 0, 0, 4);
        assertThat(words()).containsExactly("ano,9", "olmo,1", "tejo,4");
        assertThat(recua.bucket().rejected("words/2")).contains("the stored row of another key");
    }

    @Test
    void fewSuchRowsAmongManyAreFoundAndTheCountsAddUp() {
        String csv = IntStream.range(0, 3000)
                .mapToObj(i -> "w" + i + "," + i + "\n" + (i % 400 == 0 ? "W" + i + ",0\n" : ""))
                .collect(Collectors.joining("", "word,note\n", ""));

        JsonNode load = recua.load("landing/words/3.csv", csv);

        assertCounts(load, 3000, 0, 0, 0, 8);
        assertThat(recua.jdbc()
                        .sql("select count(*) from words where binary word like 'w%' and note = substr(word, 2)")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3000);
    }

    @Test
    void ofRowsThatTheIndexTakesForOneTheFirstThatIsWrittenStays() {
        JsonNode load = recua.load("landing/words/4.csv", "word,note\nolmo,1\nOLMO,2\nolmo,3\n");

        assertCounts(load, 1, 0, 0, 1, 1);
        assertThat(words()).containsExactly("OLMO,2");
    }

    @Test
    void aNullInTheKeyIsRejectedSinceTheIndexWouldNotTellItFromAnother() {
        JsonNode load = recua.load("landing/genes/6.csv", "symbol,organism,name\n,1,a\n\"\",1,b\nTP53,1,c\n");

        assertCounts(load, 2, 0, 0, 0, 1);
        assertThat(genes()).containsExactly("1,,b,NULL,no", "1,TP53,c,NULL,no");
        assertThat(recua.bucket().rejected("genes/6").lines())
                .containsExactly(
                        "line,reason,record",
                        "2,\"symbol: is empty, but the key's unique index does not tell NULLs apart\",\",1,a\"");
    }

    @Test
    void rowsThatOnlyTheDatabaseRefusesAreRejectedAndTheOthersLoad() {
        String csv = IntStream.rangeClosed(1, 40)
                .mapToObj(row -> "S" + row + ",1," + name(row) + "," + (row == 7 ? 13 : 100) + "\r\n")
                .collect(Collectors.joining("", "symbol,organism,name,length\r\n", ""));

        JsonNode load = recua.load("landing/genes/7.csv", csv);

        assertCounts(load, 37, 0, 0, 0, 3);
        List<String> rejected = recua.bucket().rejected("genes/7").lines().toList();
        assertThat(rejected).hasSize(4);
        assertThat(rejected.get(1))
                .startsWith("8,")
                .contains("the database refuses it")
                .endsWith("\"S7,1,gene,13\"");
        assertThat(rejected.get(2))
                .startsWith("21,")
                .contains("the guard says no")
                .endsWith("\"S20,1,\"\"forbidden\"\",100\"");
        assertThat(rejected.get(3)).startsWith("41,").endsWith("\"S40,1,\"\"forbidden\"\",100\"");
    }

    private static String name(int row) {
        return row % 20 == 0 ? "\"forbidden\"" : "gene";
    }

    @Test
    void aRowThatTheDatabaseRefusesLeavesWhatIsThere() {
        recua.load("landing/genes/8.csv", "symbol,organism,name,length\nTP53,1,old,5\n");

        JsonNode load = recua.load("landing/genes/9.csv", "symbol,organism,name,length\nTP53,1,new,13\nMYC,1,x,1\n");

        assertCounts(load, 1, 0, 0, 0, 1);
        assertThat(genes()).containsExactly("1,MYC,x,1,no", "1,TP53,old,5,no");
    }

    @Test
    void aTimestampHoldsTheInstantOfTheLoadWhateverTheZoneOfTheFeed() {
        recua.load("landing/stamped/1.csv", "id\n1\n");

        assertThat(recua.jdbc()
                        .sql(
                                "select convert_tz(seen, @@session.time_zone, '+00:00') = loaded_at from stamped, recua_load"
                                        + " where feed = 'stamped'")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
    }

    @Test
    void numbersAndSetsAreTheSameKeyHoweverTheyAreWritten() {
        recua.load(
                "landing/numbers/1.csv",
                "d,s,b,n,note\n0.1,\"b,a\",9007199254740993,12345678901234567890123456789,a\n-0,a,1,2,b\n");

        JsonNode load = recua.load(
                "landing/numbers/2.csv",
                "d,s,b,n,note\n1e-1,\"a,b\",+9007199254740993,12345678901234567890123456789.0,c\n0,\"a,a\",01,2e0,d\n"
                        + "0.1,\"b,a\",9007199254740992,12345678901234567890123456789,e\n"
                        + "0.1,\"b,a\",9007199254740993,12345678901234567890123456788,f\n");

        assertCounts(load, 2, 2, 0, 0, 0);
        assertThat(recua.jdbc()
                        .sql("select note from numbers order by id")
                        .query(String.class)
                        .list())
                .containsExactly("c", "d", "e", "f");
    }

    /** Behind the last number, MySQL would update the row that has it in place of inserting one. */
    @Test
    void waitsWhenTheAutoIncrementColumnIsAtItsEndAndLosesNoRow(CapturedOutput output) {
        recua.jdbc()
                .sql("insert into numbers (id, d, s, b, n, note) values (126, 1, 'a', 1, 1, 'kept')")
                .update();
        recua.bucket().put("landing/numbers/3.csv", "d,s,b,n,note\n2,a,1,1,x\n");
        recua.bucket().put("landing/numbers/4.csv", "d,s,b,n,note\n3,a,1,1,y\n");

        await().atMost(Duration.ofSeconds(60)).until(() -> output.getAll().contains("Waiting to load feed numbers"));
        recua.jdbc()
                .sql("alter table numbers modify id int not null auto_increment")
                .update();

        assertCounts(recua.settled("landing/numbers/3.csv"), 1, 0, 0, 0, 0);
        assertCounts(recua.settled("landing/numbers/4.csv"), 1, 0, 0, 0, 0);
        assertThat(recua.jdbc()
                        .sql("select note from numbers order by d")
                        .query(String.class)
                        .list())
                .containsExactly("kept", "x", "y");
    }

    @Test
    void columnsThatAreNamedAsThoseOfRecuaAreFilledByTheFile() {
        JsonNode load = recua.load("landing/trucks/1.csv", "plate,load_id,load_row,row_key\nA1,77,left,k\nB2,78,,\n");

        assertCounts(load, 2, 0, 0, 0, 0);
        assertThat(recua.jdbc()
                        .sql(
                                "select concat_ws(',', plate, load_id, load_row, row_key is null) from trucks order by plate")
                        .query(String.class)
                        .list())
                .containsExactly("A1,77,left,0", "B2,78,1");
    }

    @Test
    void refusesAFileThatFillsTheColumnsOfAnotherUniqueIndex() {
        recua.jdbc().sql("insert into books values ('a', 1, 1, 'kept')").update();

        JsonNode load = recua.load("landing/books/1.csv", "isbn,shelf,place\nb,1,1\n");

        assertThat(load.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(load.get("error").asText())
                .contains("of the unique index shelf_place")
                .contains("drop the index");
        assertThat(recua.jdbc()
                        .sql("select title from books")
                        .query(String.class)
                        .list())
                .containsExactly("kept");
    }

    @Test
    void loadsAFileThatLeavesTheColumnsOfAnotherUniqueIndexOut() {
        recua.jdbc().sql("insert into books values ('a', 1, 1, 'old')").update();

        JsonNode load = recua.load("landing/books/2.csv", "isbn,title\na,new\nb,x\n");

        assertCounts(load, 1, 1, 0, 0, 0);
        assertThat(recua.jdbc()
                        .sql("select concat_ws(',', isbn, shelf, place, title) from books order by isbn")
                        .query(String.class)
                        .list())
                .containsExactly("a,1,1,new", "b,x");
    }
}
