package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;

import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Request;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code fetch}: now, and the slots of past days. */
class BackfillTest {

    private final HttpSource source = HttpSource.start();
    private final TestBucket bucket = TestBucket.empty();
    private TestDatabase database;
    private String url;
    private String said;
    private String complained;

    @BeforeEach
    void aTable() {
        url = source.url("/{yyyy-MM-dd}.csv?key=s3cret");
        database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private int fetch(String... options) {
        String[] arguments = Stream.concat(
                        Stream.of("fetch", "--feed", "a"),
                        Stream.concat(
                                Stream.of(options),
                                Stream.of(
                                        "--spring.datasource.url=" + database.url(),
                                        "--spring.datasource.username=" + database.user(),
                                        "--spring.datasource.password=" + database.password(),
                                        "--recua.bucket=" + bucket.name(),
                                        "--recua.fetch.retries=0",
                                        "--recua.feeds.a.url=" + url,
                                        "--recua.feeds.a.schedule=0 0 5 ? * MON",
                                        "--recua.feeds.a.time-zone=Europe/Madrid",
                                        "--recua.feeds.a.table=t",
                                        "--recua.feeds.a.key=id")))
                .toArray(String[]::new);
        CommandRun run = CommandRun.of(arguments);
        said = run.said();
        complained = run.complained();
        return run.exitCode();
    }

    private List<String> asked() {
        return source.requests().stream().map(Request::target).toList();
    }

    private List<String> rows() {
        return database.jdbc()
                .sql("select concat(id, v) from t order by id")
                .query(String.class)
                .list();
    }

    @Test
    void theSlotsOfTheDaysAreFetchedInOrderAndEachOnce() {
        source.script(csv("id,v\n1,a\n"), csv("id,v\n1,b\n2,b\n"), Answer.of(404));

        int stopped = fetch("--from", "2026-01-05", "--to", "2026-01-26");

        assertThat(stopped).as(said + complained).isEqualTo(1);
        assertThat(asked())
                .containsExactly(
                        "/2026-01-05.csv?key=s3cret", "/2026-01-12.csv?key=s3cret", "/2026-01-19.csv?key=s3cret");
        assertThat(complained)
                .contains("fetch: cannot fetch slot 2026-01-19T04:00:00Z of feed a: the source 127.0.0.1 answers 404")
                .doesNotContain("Warning", "s3cret");
        assertThat(rows()).containsExactly("1b", "2b");

        source.script(csv("id,v\n1,c\n"));
        int continued = fetch("--from", "2026-01-05", "--to", "2026-01-26");

        assertThat(continued).as(said + complained).isZero();
        assertThat(asked()).containsExactly("/2026-01-19.csv?key=s3cret", "/2026-01-26.csv?key=s3cret");
        assertThat(said)
                .contains(
                        "Slot 2026-01-12T04:00:00Z:\nSkipped: it was fetched before\nSlot 2026-01-19T04:00:00Z:\nLanded as")
                .contains("Slot 2026-01-26T04:00:00Z:\nNothing new");
        assertThat(complained).doesNotContain("Warning");
        assertThat(rows()).containsExactly("1c", "2b");
        assertThat(bucket.keys("")).hasSize(3).allMatch(key -> key.startsWith("archive/a/"));

        source.script(csv("id,v\n2,old\n"));
        assertThat(fetch("--from", "2025-12-29")).as(complained).isZero();

        assertThat(complained)
                .contains("Warning: slot 2025-12-29T04:00:00Z is older than a slot that was fetched before: its rows")
                .contains("replace newer rows of the same key (on-duplicate: newest)");
        assertThat(rows()).containsExactly("1c", "2old");
    }

    @Test
    void rejectedRowsAreToldAtTheEndAndARefusedObjectStopsTheBackfill() {
        source.script(csv("id,v\n1,a\nx,a\n"), csv("id,v\n1,b\n"));

        assertThat(fetch("--from", "2026-01-05", "--to", "2026-01-12"))
                .as(complained)
                .isEqualTo(3);
        assertThat(asked()).hasSize(2);

        source.script(csv("v\nno key\n"));
        assertThat(fetch("--from", "2026-01-13", "--to", "2026-02-28"))
                .as(complained)
                .isEqualTo(4);
        assertThat(asked()).hasSize(1);
        assertThat(said).contains("Quarantined as quarantine/a/");
    }

    @Test
    void anAddressWithoutADateIsFetchedForOneSlotAlone() {
        url = source.url("/rows.csv");
        source.script(csv("id,v\n1,a\n"));

        assertThat(fetch("--from", "2026-01-05", "--to", "2026-01-12")).isEqualTo(2);
        assertThat(complained.lines())
                .singleElement()
                .asString()
                .contains(
                        "hold no date, so each slot would fetch the same; write a date such as {yyyy-MM-dd} into url");
        assertThat(asked()).isEmpty();
        assertThat(database.jdbc()
                        .sql("select count(*) from recua_action")
                        .query(Integer.class)
                        .single())
                .as("actions of a command that did nothing")
                .isZero();

        assertThat(fetch("--from", "2026-01-05")).as(complained).isZero();
        assertThat(asked()).hasSize(1);
        assertThat(rows()).containsExactly("1a");
    }

    /** The lease of the other process expires while the command waits. */
    @Test
    void withoutDaysTheFeedIsFetchedNowAfterAnotherProcess() {
        database.jdbc()
                .sql(
                        "create table recua_lease (name varchar(80) character set ascii collate ascii_bin not null primary key,"
                                + " owner varchar(255), fence bigint not null default 0, lease_until datetime(3))")
                .update();
        database.jdbc()
                .sql("insert into recua_lease values ('fetch/a', 'other', 1, utc_timestamp(3) + interval 12 second)")
                .update();
        url = source.url("/rows.csv");
        source.script(csv("id,v\n1,a\n"));

        assertThat(fetch()).as(said + complained).isZero();

        assertThat(complained).contains("Waiting: another process is fetching feed a");
        assertThat(asked()).hasSize(1);
        assertThat(said).contains("Landed as landing/a/").contains("1 read, 1 inserted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            --to 2026-01-05 -> write --from, and a --to that is not before it
            --from 2026-01-05 --to 2026-01-04 -> write --from, and a --to that is not before it
            --from 05/01/2026 -> Invalid value for option '--from'
            --from 2026-01-06 --to 2026-01-11 -> the schedule of feed a has no slot in these days that is past
            --from 2999-01-01 --to 2999-12-31 -> the schedule of feed a has no slot in these days that is past
            """)
    void wrongDaysAreSaid(String options, String reason) {
        assertThat(fetch(options.split(" "))).isEqualTo(2);

        assertThat(complained).contains(reason);
    }
}
