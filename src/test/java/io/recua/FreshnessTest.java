package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.control.Dismissal;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.Scrape;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/** When a feed is overdue. The instants in the ledger are moved back, since the database's clock cannot be moved. */
class FreshnessTest {

    private static final List<String> FEEDS = List.of("never", "loaded", "confirmed", "refused", "weekly", "frequent");

    private static HttpSource source;
    private static TestDatabase database;
    private static TestBucket bucket;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        source = HttpSource.start();
        database = TestDatabase.empty();
        FEEDS.forEach(feed -> database.jdbc()
                .sql("create table " + feed + " (id int not null primary key, v varchar(20))")
                .update());
        bucket = TestBucket.empty();
        recua = RunningRecua.start(bucket, database, settings());
    }

    private static String[] settings(String... more) {
        Stream<String> feeds = FEEDS.stream()
                .flatMap(feed -> Stream.of(
                        RunningRecua.feed(feed, feed, "id", "url=" + source.url("/" + feed + ".csv"), limit(feed))));
        String unscheduled = "camel.main.route-filter-exclude-pattern=fetch-frequent";
        return Stream.of(feeds, Stream.of(unscheduled), Stream.of(more))
                .flatMap(Function.identity())
                .toArray(String[]::new);
    }

    private static String limit(String feed) {
        return switch (feed) {
            case "weekly" -> "schedule=0 0 5 ? * MON";
            case "frequent" -> "schedule=0 * * * * ?";
            default -> "fresh-for=1d";
        };
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
    }

    @Test
    void aFeedThatNeverSucceededCountsFromItsFirstStart() {
        assertThat(overdue("never")).isZero();
        assertThat(overdueSince("never").isNull()).isTrue();
        daysPass(2, "never");
        Instant since = database.jdbc()
                .sql(
                        "select date_format(since + interval 1 day, '%Y-%m-%dT%T.%fZ') from recua_feed where feed = 'never'")
                .query(String.class)
                .optional()
                .map(Instant::parse)
                .orElseThrow();

        try (RunningRecua another = RunningRecua.start(bucket, database, settings("camel.main.name=another"))) {
            assertThat(another.get("/actuator/feeds/never").get("overdueSince").asText())
                    .isEqualTo(since.toString());
        }
        assertThat(overdueReason("never"))
                .isEqualTo("no load, and no fetch that found the loaded content unchanged, since "
                        + utc(since.minus(1, ChronoUnit.DAYS))
                        + "; fresh-for allows 1d, so the feed is overdue since "
                        + utc(since));

        assertThat(overdue("never")).isBetween(86_400.0, 86_400.0 + 600);
    }

    @ParameterizedTest
    @CsvSource({
        "weekly, the schedule allows one slot and a half",
        "frequent, 'without fresh-for, a schedule of short intervals allows 1h'"
    })
    void withoutASettingTheScheduleSaysHowOldAFeedMayBe(String feed, String limit) {
        assertThat(overdueReason(feed)).isEqualTo("null");

        daysPass(15, feed);

        assertThat(overdueReason(feed)).contains("; " + limit + ", so the feed is overdue since 20");
        assertThat(recua.page("/"))
                .contains("overdue " + feed + " N" + overdueReason(feed).substring(1));
    }

    private static String utc(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", " UTC");
    }

    @Test
    void aLoadMakesAFeedFresh() {
        daysPass(2, "loaded");
        assertThat(overdue("loaded")).isPositive();

        recua.load("landing/loaded/1.csv", "id,v\n1,one\n");

        assertThat(overdue("loaded")).isZero();
        assertThat(overdueSince("loaded").isNull()).isTrue();
        daysPass(2, "loaded");
        assertThat(overdue("loaded")).isPositive();
    }

    @Test
    void anUnchangedSourceMakesAFeedFreshAlsoIfALaterFetchFails() {
        source.script(csv("id,v\n1,one\n").header("ETag", "\"1\""), Answer.of(304), Answer.of(404));
        fetch("confirmed", 1);
        recua.settled(landed("confirmed"));
        daysPass(2, "confirmed");
        assertThat(overdue("confirmed")).isPositive();

        fetch("confirmed", 2);
        fetch("confirmed", 3);

        assertThat(outcome("confirmed")).isEqualTo("FAILED");
        assertThat(overdue("confirmed")).isZero();
        JsonNode refused = recua.load("landing/confirmed/0.csv", "v\nno key\n");
        assertThat(overdue("confirmed")).isZero();

        daysPass(2, "confirmed");
        source.script(Answer.of(304), Answer.of(304));
        fetch("confirmed", 4);
        assertThat(overdue("confirmed")).isPositive();
        recua.bean(Dismissal.class).dismiss(refused.get("id").asLong(), "a test file");
        fetch("confirmed", 5);
        assertThat(overdue("confirmed")).as("with the refusal dismissed").isZero();
    }

    @Test
    void anUnchangedSourceProvesNothingIfItsContentWasRefused() {
        recua.load("landing/refused/0.csv", "id,v\n1,one\n");
        source.script(csv("v\nno key\n").header("ETag", "\"1\""), Answer.of(304));
        fetch("refused", 1);
        assertThat(recua.settled(landed("refused")).get("status").asText()).isEqualTo("QUARANTINED");
        daysPass(2, "refused");

        fetch("refused", 2);

        assertThat(outcome("refused")).isEqualTo("UNCHANGED");
        assertThat(overdue("refused")).isPositive();
    }

    private static void fetch(String feed, int slot) {
        recua.fetch(feed, "slot-" + slot);
    }

    private static String landed(String feed) {
        return recua.get("/actuator/feeds/" + feed).at("/lastFetch/object").asText();
    }

    private static String outcome(String feed) {
        return recua.get("/actuator/feeds/" + feed).at("/lastFetch/outcome").asText();
    }

    private static void daysPass(int days, String feed) {
        List.of(
                        "update recua_feed set since = since - interval %d day, confirmed_at = confirmed_at - interval %d day",
                        "update recua_load set finished_at = finished_at - interval %d day",
                        "update recua_fetch set fetched_at = fetched_at - interval %d day")
                .forEach(sql -> database.jdbc()
                        .sql(sql.formatted(days, days) + " where feed = ?")
                        .param(feed)
                        .update());
    }

    private static JsonNode overdueSince(String feed) {
        return recua.get("/actuator/feeds/" + feed).get("overdueSince");
    }

    private static String overdueReason(String feed) {
        return recua.get("/actuator/feeds/" + feed).get("overdueReason").asText();
    }

    /** What the gauge shows after its next refresh, which is every ten seconds. */
    private static double overdue(String feed) {
        recua.bean(ScheduledAnnotationBeanPostProcessor.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
        return Scrape.of(recua).value("recua_overdue_seconds", feed);
    }
}
