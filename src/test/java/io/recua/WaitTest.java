package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.ingest.WaitingFeeds;
import io.recua.testing.DatabaseLink;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Until when a feed waits after the database was away, in the instance that loads it and in another one. */
class WaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "landing/a/1.csv";
    private static final int ROWS = 50;

    /** The rows before the one that {@link #holdARow} holds. */
    private static final int BEFORE = 6;

    private final TestDatabase database = TestDatabase.empty();
    private final TestBucket bucket = TestBucket.empty();

    @BeforeEach
    void makeTheTable() {
        database.jdbc()
                .sql("create table a (id int not null primary key, v varchar(20))")
                .update();
    }

    private RunningRecua start(String name, String url) {
        Stream<String> settings = Stream.of(
                "camel.main.name=" + name,
                "spring.datasource.url=" + url,
                "spring.datasource.hikari.connection-timeout=500",
                "recua.load.batch-rows=2",
                "recua.load.lease=3s");
        return RunningRecua.start(
                bucket,
                database,
                Stream.concat(settings, Stream.of(RunningRecua.feed("a", "a", "id")))
                        .toArray(String[]::new));
    }

    /** Holds a load behind its first commits, until the connection is closed or rolled back. */
    private Connection holdARow() throws SQLException {
        Connection other = database.dataSource().getConnection();
        other.setAutoCommit(false);
        other.createStatement().execute("insert into a values (" + (BEFORE + 1) + ", 'uncommitted')");
        return other;
    }

    private void land() {
        bucket.put(
                KEY,
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(id -> id + ",x\n")
                        .collect(Collectors.joining("", "id,v\n", "")));
    }

    @Test
    void untilItsLoadCommitsRows() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start("one", link.url());
                Connection other = holdARow()) {
            link.limits();
            land();
            await().atMost(PATIENCE).until(() -> waits(recua));

            link.mend();

            await().atMost(PATIENCE).until(() -> !waits(recua));
            await().atMost(PATIENCE).until(() -> isReady(recua));
            assertThat(recua.get("/actuator/feeds/a").get("waitsFor").isNull()).isTrue();
            assertThat(recua.get("/actuator/feeds/a").at("/lastLoad/status").asText())
                    .isEqualTo("LOADING");
            other.rollback();
            assertThat(recua.settled(KEY).get("inserted").asInt()).isEqualTo(ROWS);
        }
    }

    @Test
    void untilAnotherInstanceCommitsRowsOfIt() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start("one", link.url());
                RunningRecua another = start("two", database.url());
                Connection other = holdARow()) {
            letOnlyTheFirstWait(recua, link, another);
            await().atMost(PATIENCE).until(() -> count("select count(*) from a") == BEFORE);
            database.jdbc()
                    .sql("update recua_load set error = 'as if this instance had waited too'")
                    .update();

            link.mend();

            await().atMost(PATIENCE).until(() -> !waits(recua));
            assertThat(count(
                            "select count(*) from recua_load where status = 'LOADING' and rows_per_second is not null"))
                    .isEqualTo(1);
            await().atMost(PATIENCE).until(() -> isReady(recua));
            other.rollback();
            assertThat(another.settled(KEY).get("inserted").asInt()).isEqualTo(ROWS);
        }
    }

    @Test
    void untilAnotherInstanceHasLoadedAllOfIt() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start("one", link.url());
                RunningRecua another = start("two", database.url())) {
            letOnlyTheFirstWait(recua, link, another);
            another.settled(KEY);

            await().atMost(PATIENCE).until(() -> !waits(recua));
        }
    }

    /** Lands an object while the first instance lacks the database, and lets the other one load it afterwards. */
    private void letOnlyTheFirstWait(RunningRecua first, DatabaseLink link, RunningRecua other) throws Exception {
        RouteController routes = other.bean(CamelContext.class).getRouteController();
        routes.stopRoute("ingest-a");
        link.limits();
        land();
        await().atMost(PATIENCE).until(() -> waits(first));
        routes.startRoute("ingest-a");
    }

    private static boolean waits(RunningRecua recua) {
        return recua.bean(WaitingFeeds.class).reason("a").isPresent();
    }

    private static boolean isReady(RunningRecua recua) {
        return recua.anyone()
                .get()
                .uri("/actuator/health/readiness")
                .exchange((request, answer) -> answer.getStatusCode().is2xxSuccessful());
    }

    private int count(String sql) {
        return database.jdbc().sql(sql).query(Integer.class).single();
    }
}
