package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.recua.testing.CloudWatchStub;
import io.recua.testing.DatabaseLink;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.Scrape;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/** What {@code /actuator/prometheus} and {@code /actuator/health} say, by the names that docs/operations.md promises. */
class MetersTest {

    private static final List<String> OUTCOMES = List.of("inserted", "updated", "unchanged", "duplicates", "rejected");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Each test has feeds of its own, so that it finds their meters at zero. */
    private static final List<String> FEEDS =
            List.of("hashed", "own", "resumed", "refused", "waiting", "fetched", "never");

    private static HttpSource source;
    private static TestDatabase database;
    private static TestBucket bucket;
    private static DatabaseLink link;
    private static CloudWatchStub cloudWatch;
    private static RunningRecua recua;

    @BeforeAll
    static void start() throws IOException {
        source = HttpSource.start();
        database = TestDatabase.empty();
        database.jdbc()
                .sql(
                        "create table hashed (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                                + " row_key binary(16) not null, id int, v varchar(20),"
                                + " primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
        database.jdbc()
                .sql("create table own (id int not null primary key, v varchar(20))")
                .update();
        bucket = TestBucket.empty();
        cloudWatch = CloudWatchStub.start();
        link = DatabaseLink.to(database);
        recua = RunningRecua.start(
                bucket,
                database,
                settings(
                        "spring.datasource.url=" + link.url(),
                        "spring.datasource.hikari.connection-timeout=2000",
                        "management.cloudwatch.metrics.export.namespace=Recua",
                        "management.cloudwatch.metrics.export.step=1s",
                        "spring.cloud.aws.cloudwatch.endpoint=" + cloudWatch.url()));
    }

    private static String[] settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "recua.load.batch-rows=2",
                "recua.fetch.retries=0",
                "recua.notify.webhook.url=http://127.0.0.1:9/never",
                "recua.notify.events=paused"));
        for (String feed : FEEDS) {
            String table = feed.equals("hashed") ? "hashed" : "own";
            settings.addAll(List.of(RunningRecua.feed(feed, table, "id", "url=" + source.url("/" + feed + ".csv"))));
        }
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        recua.close();
        link.close();
        cloudWatch.close();
        source.close();
    }

    @Test
    void rowsOfAHashedTableAreCountedByWhatBecameOfThem() {
        recua.load("landing/hashed/1.csv", "id,v\n1,one\n1,uno\n2,two\n3,three\nmany,x\n");
        assertThat(rows("hashed"))
                .isEqualTo(
                        Map.of("inserted", 3.0, "updated", 0.0, "unchanged", 0.0, "duplicates", 1.0, "rejected", 1.0));

        recua.load("landing/hashed/2.csv", "id,v\n3,tres\n4,four\n");

        assertThat(rows("hashed"))
                .isEqualTo(
                        Map.of("inserted", 4.0, "updated", 1.0, "unchanged", 0.0, "duplicates", 1.0, "rejected", 1.0));
        assertThat(scrape().value("recua_load_duration_seconds_count", "hashed", "loaded"))
                .isEqualTo(2);
        assertThat(scrape().value("recua_load_duration_seconds_sum", "hashed", "loaded"))
                .isPositive();
    }

    @Test
    void rowsOfATableOfOnesOwnAreCountedByWhatBecameOfThem() {
        recua.load("landing/own/1.csv", "id,v\n101,one\n102,two\n");

        recua.load("landing/own/2.csv", "id,v\n101,one\n102,dos\n103,three\n");

        assertThat(rows("own"))
                .isEqualTo(
                        Map.of("inserted", 3.0, "updated", 1.0, "unchanged", 1.0, "duplicates", 0.0, "rejected", 0.0));
    }

    @Test
    void aLoadThatWasInterruptedCountsEachRowOnce() throws Exception {
        CamelContext camel = recua.bean(CamelContext.class);
        CompletableFuture<Void> stopped;
        try (Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into own values (207, 'uncommitted')");
            bucket.put(
                    "landing/resumed/1.csv",
                    IntStream.range(201, 251)
                            .mapToObj(id -> id + ",x\n")
                            .collect(Collectors.joining("", "id,v\n", "")));
            await().atMost(PATIENCE).until(() -> rows("resumed").get("inserted") == 6);
            stopped = CompletableFuture.runAsync(() -> stop(camel, "ingest-resumed"));
            await().atMost(PATIENCE).until(() -> !isConsuming(camel, "ingest-resumed"));
            blocker.rollback();
        }
        stopped.join();

        assertThat(scrape().value("recua_load_duration_seconds_count", "resumed", "interrupted"))
                .isEqualTo(1);
        assertThat(rows("resumed").get("inserted")).isBetween(7.0, 49.0);
        camel.getRouteController().startRoute("ingest-resumed");
        JsonNode load = recua.settled("landing/resumed/1.csv");
        assertThat(load.get("inserted").asInt()).isEqualTo(50);
        assertThat(rows("resumed").get("inserted")).isEqualTo(50);
        assertThat(scrape().value("recua_load_duration_seconds_count", "resumed", "loaded"))
                .isEqualTo(1);
    }

    private static boolean isConsuming(CamelContext camel, String route) {
        return ((StatefulService) camel.getRoute(route).getConsumer()).isStarted();
    }

    private static void stop(CamelContext camel, String route) {
        try {
            camel.getRouteController().stopRoute(route);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRefusedLoadShowsUntilALaterObjectIsLoaded() {
        refresh(recua);
        assertThat(scrape().value("recua_refused_since_seconds", "refused")).isZero();
        JsonNode refused = recua.load("landing/refused/1.csv", "v\nno key\n");

        await().atMost(PATIENCE)
                .until(() -> scrape().value("recua_load_duration_seconds_count", "refused", "refused") == 1);
        assertThat(scrape().value("recua_load_duration_seconds_count", "refused", "loaded"))
                .isZero();
        refresh(recua);
        assertThat(scrape().value("recua_last_success_seconds", "refused")).isZero();
        assertThat(scrape().value("recua_refused_since_seconds", "refused")).isEqualTo(finished(refused));

        recua.load("landing/refused/2.csv", "id,v\n501,mended\n");
        refresh(recua);

        assertThat(scrape().value("recua_refused_since_seconds", "refused")).isZero();
        assertThat(scrape().value("recua_last_success_seconds", "refused")).isPositive();
    }

    @Test
    void theLagIsTheAgeOfTheOldestObjectThatWaits() throws Exception {
        CamelContext camel = recua.bean(CamelContext.class);
        camel.getRouteController().stopRoute("ingest-waiting");
        refresh(recua);
        assertThat(scrape().value("recua_lag_seconds", "waiting")).isZero();

        bucket.put("landing/waiting/2.csv", "id,v\n302,two\n");
        Instant oldest = bucket.s3()
                .headObject(r -> r.bucket(bucket.name()).key("landing/waiting/2.csv"))
                .lastModified();
        bucket.put("landing/waiting/1.csv", "id,v\n301,one\n");
        refresh(recua);

        await().atMost(PATIENCE).until(() -> scrape().value("recua_lag_seconds", "waiting") >= 1.5);
        assertThat(scrape().value("recua_lag_seconds", "waiting"))
                .isLessThanOrEqualTo(Duration.between(oldest, Instant.now()).toMillis() / 1000.0);
        camel.getRouteController().startRoute("ingest-waiting");
        recua.settled("landing/waiting/2.csv");
        refresh(recua);
        assertThat(scrape().value("recua_lag_seconds", "waiting")).isZero();
    }

    @Test
    void theLastSuccessIsKnownToEveryInstanceAndSurvivesRestarts() {
        JsonNode load = recua.load("landing/waiting/3.csv", "id,v\n303,three\n");
        double finished = finished(load);

        try (RunningRecua another = RunningRecua.start(bucket, database, settings("camel.main.name=another"))) {
            refresh(another);

            assertThat(Scrape.of(another).value("recua_last_success_seconds", "waiting"))
                    .isEqualTo(finished);
            assertThat(Scrape.of(another).value("recua_last_success_seconds", "never"))
                    .isZero();
        }
        refresh(recua);
        assertThat(scrape().value("recua_last_success_seconds", "waiting")).isEqualTo(finished);
    }

    private static double finished(JsonNode load) {
        return Instant.parse(load.get("finishedAt").asText()).toEpochMilli() / 1000.0;
    }

    @Test
    void fetchesAreCountedByWhatCameOfThem() {
        source.script(csv("id,v\n401,one\n").header("ETag", "\"1\""), Answer.of(304), Answer.of(404), Answer.of(404));

        IntStream.range(0, 4).forEach(MetersTest::fetch);

        assertThat(Stream.of("landed", "unchanged", "failed")
                        .map(outcome -> scrape().value("recua_fetch_total", "fetched", outcome)))
                .containsExactly(1.0, 1.0, 2.0);
    }

    private static void fetch(int slot) {
        recua.fetch("fetched", "slot-" + slot);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/grafana-dashboard.json", "deploy/alerts.yaml", "docs/operations.md"})
    void everyMeterThatIsNamedElsewhereIsInTheScrapeFromTheStart(String file) throws IOException {
        List<String> named = Pattern.compile(
                        "\\brecua_(?!load\\b|lane\\b|slot\\b|fetch\\b|lease\\b|rejected\\b)[a-z_]+")
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertThat(named).contains("recua_rows_total", "recua_lag_seconds", "recua_overdue_seconds");
        assertThat(scrape().names()).containsAll(named);
        assertThat(scrape().values().keySet())
                .contains(
                        "recua_rows_total{feed=\"never\",outcome=\"rejected\"}",
                        "recua_fetch_total{feed=\"never\",outcome=\"failed\"}",
                        "recua_load_duration_seconds_count{feed=\"never\",outcome=\"refused\"}");
    }

    @Test
    void cloudWatchGetsTheFourMetersOfAFeedThatTheTemplateWatches() throws IOException {
        List<String> watched = Pattern.compile("recua(\\.[a-z]+)+\\.(value|count)")
                .matcher(Files.readString(Path.of("deploy/recua.yaml")))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(watched).hasSize(4);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cloudWatch.received()).contains(watched));

        // What CloudWatch charges for, whatever the step in which it is sent: a name with its dimensions.
        Set<String> sent = recua.bean(CloudWatchMeterRegistry.class).getMeters().stream()
                .map(meter -> meter.getId().getName() + " " + meter.getId().getTag("feed"))
                .collect(Collectors.toSet());
        assertThat(recua.bean(CloudWatchMeterRegistry.class).getMeters()).hasSameSizeAs(sent);
        assertThat(sent).hasSize(4 * FEEDS.size());
        assertThat(cloudWatch.received()).contains("rejected", "failed").doesNotContain("inserted", "landed", "jvm.");
    }

    @Test
    void aDatabaseThatIsAwayMeansNotReadyButAlive() throws Exception {
        assertThat(status("/actuator/health/readiness")).isEqualTo(200);

        link.limits();
        try {
            await().atMost(PATIENCE).until(() -> status("/actuator/health/readiness") == 503);
            assertThat(status("/actuator/health/liveness")).isEqualTo(200);
            assertThat(status("/actuator/prometheus")).isEqualTo(200);
        } finally {
            link.mend();
        }

        await().atMost(PATIENCE).until(() -> status("/actuator/health/readiness") == 200);
    }

    private static int status(String path) {
        return recua.operator().get().uri(path).exchange((request, answer) -> answer.getStatusCode()
                .value());
    }

    /** What happens every ten seconds. */
    private static void refresh(RunningRecua instance) {
        instance.bean(ScheduledAnnotationBeanPostProcessor.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
    }

    private static Scrape scrape() {
        return Scrape.of(recua);
    }

    private static Map<String, Double> rows(String feed) {
        Scrape scrape = scrape();
        return OUTCOMES.stream()
                .collect(Collectors.toMap(
                        outcome -> outcome, outcome -> scrape.value("recua_rows_total", feed, outcome)));
    }
}
