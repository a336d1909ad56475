package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.lease.Leases;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;

/** What is paused in one instance rests in all of them, also after a restart, until it is resumed. */
@ExtendWith(OutputCaptureExtension.class)
class PauseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 50;
    private static final String KEY = "landing/a/1.csv";

    private TestDatabase database;
    private TestBucket bucket;

    /** What was answered. */
    private record Reply(int status, JsonNode body) {}

    @BeforeEach
    void makeTheTables() {
        database = TestDatabase.empty();
        bucket = TestBucket.empty();
        for (String table : List.of("a", "b")) {
            database.jdbc()
                    .sql("create table " + table + " (id int not null primary key, v varchar(20))")
                    .update();
        }
    }

    private RunningRecua start(String name, String... more) {
        Stream<String> feeds = Stream.of("a", "b").flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id")));
        return RunningRecua.start(
                bucket,
                database,
                Stream.of(
                                feeds,
                                Stream.of("recua.load.batch-rows=2", "recua.load.lease=3s", "camel.main.name=" + name),
                                Stream.of(more))
                        .flatMap(settings -> settings)
                        .toArray(String[]::new));
    }

    @Test
    void aLoadInAnotherInstanceEndsBehindItsBatchAndIsCompletedAfterARestartAndTheResume(CapturedOutput log)
            throws Exception {
        try (RunningRecua one = start("one");
                RunningRecua two = start("two");
                Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into a values (7, 'uncommitted')");
            bucket.put(KEY, rows());
            await().atMost(PATIENCE).until(() -> count("a") == 6);
            RunningRecua idle = holder().equals(one.bean(Leases.class).owner()) ? two : one;

            Reply paused = act(idle, "a", Map.of("action", "pause", "what", "load", "reason", "table is altered"));

            assertThat(paused.status()).isEqualTo(202);
            await().atMost(PATIENCE).until(PauseTest::isLoadStopping);
            blocker.rollback();
            await().atMost(PATIENCE)
                    .until(() -> log.toString().contains("Paused feed a at " + KEY + ": paused by operator"));
            await().atMost(PATIENCE)
                    .until(() -> !idle.get("/actuator/feeds/a").get("loading").asBoolean());
            assertThat(count("a")).isBetween(7, ROWS - 1);
        }
        int before = count("a");

        try (RunningRecua restarted = start("restarted")) {
            restarted.load("landing/b/1.csv", "id,v\n1,x\n");
            restarted.load("landing/b/2.csv", "id,v\n2,x\n");
            JsonNode feed = restarted.get("/actuator/feeds/a");
            assertThat(feed.at("/waiting/objects").asInt()).isEqualTo(1);
            assertThat(feed.at("/paused/load/by").asText()).isEqualTo("operator");
            assertThat(feed.at("/paused/load/reason").asText()).isEqualTo("table is altered");
            assertThat(feed.at("/paused/load/since").asText()).matches("20\\d\\d-.*Z");
            assertThat(feed.at("/paused").has("fetch")).isFalse();
            assertThat(feed.at("/lastLoad/status").asText()).isEqualTo("LOADING");
            assertThat(feed.at("/lastLoad/paused/reason").asText()).isEqualTo("table is altered");
            assertThat(count("a")).isEqualTo(before);
            assertThat(command("status").said()).contains("paused by operator since 20");

            assertThat(act(restarted, "a", Map.of("action", "resume")).status()).isEqualTo(202);

            JsonNode load = restarted.settled(KEY);
            assertThat(load.get("inserted").asInt()).isEqualTo(ROWS);
            assertThat(load.get("read").asInt()).isEqualTo(ROWS);
            assertThat(load.get("paused").isNull()).isTrue();
        }
        assertThat(count("a")).isEqualTo(ROWS);
    }

    /** The load has noticed the pause, and waits for its running transaction. */
    private static boolean isLoadStopping() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals("io.recua.write.LoadThreads")
                        && frame.getMethodName().equals("stop"));
    }

    @Test
    void aSlotThatComesDuringThePauseIsFetchedAfterTheResumeIfTheFeedCatchesUp(CapturedOutput log) {
        try (HttpSource source = HttpSource.start()) {
            source.script(Answer.of(404));
            String[] fetches = {
                "recua.feeds.a.url=" + source.url("/a.csv"),
                "recua.feeds.b.url=" + source.url("/b.csv"),
                "recua.fetch.retries=0"
            };
            try (RunningRecua first = start("first", fetches)) {
                act(first, "b", Map.of("action", "pause", "what", "fetch"));
            }
            assertThat(command("pause", "a", "--reason", "the source moves").exitCode())
                    .isZero();

            try (RunningRecua recua = start("caught-up", with(fetches, "recua.feeds.a.catch-up=true"))) {
                await().atMost(PATIENCE).until(() -> log.toString().contains("Did not fetch feed a for slot "));
                assertThat(recua.get("/actuator/feeds/a").get("nextFetch").isNull())
                        .isTrue();
                assertThat(recua.page("/feeds/a")).containsPattern("Next fetches \\S.* UTC paused Last fetches");
                recua.fetch("b", "2026-11-23T05:00:00Z");
                assertThat(act(recua, "a", Map.of("action", "fetch")))
                        .satisfies(reply -> assertThat(reply.status()).isEqualTo(409))
                        .satisfies(
                                reply -> assertThat(reply.body().get("message").asText())
                                        .matches("fetches of feed a are paused by " + System.getProperty("user.name")
                                                + " since 20.*Z: the source moves; resume them on the page,"
                                                + " by \\{\"action\":\"resume\"} or by the command resume a"));
                assertThat(source.requests()).isEmpty();
                assertThat(slots()).isZero();

                source.script(Answer.csv("id,v\n1,one\n"));
                act(recua, "b", Map.of("action", "resume", "what", "fetch"));
                assertThat(command("resume", "a").exitCode()).isZero();

                await().atMost(PATIENCE).until(() -> slots() == 1);
                assertThat(recua.get("/actuator/feeds/a").get("nextFetch").asText())
                        .matches("20.*Z");
                assertThat(recua.page("/feeds/a")).containsPattern("Next fetches \\S.* UTC in \\d+ ");
                assertThat(source.requests())
                        .extracting(HttpSource.Request::target)
                        .containsExactly("/a.csv");
            }
        }
    }

    @Test
    void inAMaintenanceWindowNoFeedIsFetchedOrLoaded() {
        bucket.put(KEY, rows());
        try (RunningRecua recua =
                start("maintained", "recua.pause.schedule=0 0 0 1 1 ?", "recua.pause.duration=8784h")) {
            assertThat(act(recua, "b", Map.of("action", "fetch"))
                            .body()
                            .get("message")
                            .asText())
                    .matches(
                            "fetches of feed b are paused by the maintenance window until 20.*Z; they resume by themselves");
            assertThat(act(recua, "b", Map.of("action", "resume"))
                            .body()
                            .get("message")
                            .asText())
                    .matches("fetches and loads of feed b are not paused by an operator;"
                            + " they are paused by the maintenance window until 20.*Z; they resume by themselves");
            assertThat(recua.page("/"))
                    .contains("no fetches: maintenance window until", "no loads: maintenance window until")
                    .doesNotContain("Needs attention");
            await().during(Duration.ofSeconds(1)).until(() -> count("a") == 0);
            for (String task : List.of("fetch", "load")) {
                assertThat(recua.get("/actuator/feeds/a")
                                .at("/paused/" + task + "/until")
                                .asText())
                        .matches("20.*Z");
            }
            assertThat(recua.get("/actuator/feeds/a").get("nextFetch").isNull()).isTrue();
            assertThat(recua.page("/")).containsPattern("– paused until 20\\S+ \\S+ UTC 0 0 5");
            assertThat(recua.page("/feeds/a"))
                    .containsPattern("Next fetches \\S.* UTC paused until 20.*? UTC Last fetches");
        }

        try (RunningRecua recua = start("open")) {
            assertThat(recua.settled(KEY).get("inserted").asInt()).isEqualTo(ROWS);
        }
    }

    @Test
    void whatOperatorsDoIsRecordedWithWhoAndFromWhere() {
        try (RunningRecua recua = start("recorded", "recua.fetch.retries=0")) {
            long load = recua.load(KEY, "id,v\n1,one\n").get("id").asLong();
            act(recua, "a", Map.of("action", "pause", "what", "LOAD", "reason", "why\n"));
            post(recua, "/actuator/loads/" + load, Map.of("action", "replay"));
            post(recua, "/actuator/camelroutes/ingest-b/stop", Map.of());
            assertThat(command("resume", "a").said()).isEqualTo("Resumed loads of feed a.\n");
            assertThat(act(recua, "b", Map.of("action", "fetch")).status()).isEqualTo(202);

            List<String> did = Stream.of(recua.get("/actuator/actions").get("actions"))
                    .flatMap(actions -> IntStream.range(0, actions.size()).mapToObj(actions::get))
                    .map(action -> Stream.of("who", "origin", "address", "action", "feed", "load", "detail")
                            .map(field -> action.get(field).asText())
                            .collect(Collectors.joining(" "))
                            .replaceAll("landing/a/\\S+", "landing"))
                    .toList();
            assertThat(did)
                    .containsExactly(
                            "operator HTTP 127.0.0.1 FETCH b null null",
                            System.getProperty("user.name") + " CLI null RESUME a null load",
                            "operator HTTP 127.0.0.1 STOP_ROUTE b null ingest-b",
                            "operator HTTP 127.0.0.1 REPLAY a " + load + " landing",
                            "operator HTTP 127.0.0.1 PAUSE a null load: why");

            CommandRun printed = command("actions", "--feed", "a");
            assertThat(printed.exitCode()).isZero();
            assertThat(printed.said().lines().map(line -> line.replaceAll(" +", " ")))
                    .hasSize(4)
                    .anyMatch(line ->
                            line.matches(" 1 20\\S+Z operator http pause a load: why \\(from 127.0.0.1 in .*\\)"));
        }
        assertThat(command("pause", "nobody").exitCode()).isEqualTo(2);
        assertThat(command("resume", "a").complained())
                .isEqualTo("resume: fetches and loads of feed a are not paused by an operator\n");
    }

    private CommandRun command(String... command) {
        String[] settings = {
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--recua.feeds.a.table=a",
            "--recua.feeds.a.key=id"
        };
        return CommandRun.of(with(command, settings));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static Reply act(RunningRecua recua, String feed, Map<String, String> body) {
        return post(recua, "/actuator/feeds/" + feed, body);
    }

    private static Reply post(RunningRecua recua, String path, Map<String, String> body) {
        return recua.operator()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange(
                        (request, answer) -> new Reply(answer.getStatusCode().value(), answer.bodyTo(JsonNode.class)));
    }

    private static String rows() {
        return IntStream.rangeClosed(1, ROWS).mapToObj(id -> id + ",x\n").collect(Collectors.joining("", "id,v\n", ""));
    }

    private String holder() {
        return database.jdbc()
                .sql("select coalesce(max(owner), '') from recua_lease where name = 'a'")
                .query(String.class)
                .single();
    }

    private int count(String table) {
        return number("select count(*) from " + table);
    }

    private int slots() {
        return number("select count(*) from recua_slot");
    }

    private int number(String sql) {
        return database.jdbc().sql(sql).query(Integer.class).single();
    }
}
