package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static io.recua.testing.HttpSource.Answer.redirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.fetch.Attempts.Outcome;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Delivery;
import io.recua.testing.HttpSource.Request;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a source's answers become in the landing place; each fetch is one slot of the real route. */
@ExtendWith(OutputCaptureExtension.class)
class FetchTest {

    private static final int RETRIES = 2;
    private static final String CSV = "id,v\n1,one\n";
    private static final String QUERY = "/q.csv?a=b%20c&d=%2F&e=%C3%B1+1&f";

    /** Nothing but the fetch, so that what is landed stays where it is, and tries that follow soon. */
    private static final String[] FETCH = {
        "camel.main.route-filter-exclude-pattern=ingest-*",
        "recua.fetch.retries=" + RETRIES,
        "recua.fetch.retry-delay=20ms",
        "recua.fetch.response-timeout=1s",
        "recua.fetch.deadline=2s"
    };

    private static HttpSource source;
    private static RunningRecua recua;
    private static int slots;

    @BeforeAll
    static void start() {
        source = HttpSource.start();
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                settings(
                        feed("a", source.url("/files/rows.csv"), "catch-up=false"),
                        feed("q", source.url(QUERY), "catch-up=false"),
                        feed(
                                "dated",
                                source.url("/{yyyy}/W{ww}/rows-{yyyyMMdd -1d}.csv?month={MMM -1M}&key=s3cret"),
                                "catch-up=false",
                                "time-zone=Europe/Madrid"),
                        feed(
                                "post",
                                source.url("/export"),
                                "catch-up=false",
                                "request.method=post",
                                "request.content-type=application/json",
                                "request.body={\"from\":\"{yyyy-MM-dd -7d}\",\"to\":\"{yyyy-MM-dd}\",\"s3cret\":{\"ñ\":{}}}"),
                        feed("html", source.url("/page.csv"), "catch-up=false", "request.accept-html=true"),
                        feed("never", source.url("/{yyyy}.csv"), "catch-up=false", "schedule=0 0 0 1 1 ? 2099"),
                        FETCH));
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
    }

    @BeforeEach
    void forget() {
        recua.jdbc().sql("delete from recua_fetch").update();
        recua.jdbc().sql("delete from recua_slot").update();
        TestBucket bucket = recua.bucket();
        bucket.keys("").forEach(key -> bucket.s3()
                .deleteObject(r -> r.bucket(bucket.name()).key(key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WHOLE", "CHUNKED"})
    void landsTheContentWholeUnderFeedTimeAndName(Delivery delivery) {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        source.script(csv("").body(content).delivered(delivery));

        fetch("a");

        assertThat(landed()).singleElement().asString().matches("landing/a/\\d{8}T\\d{6}\\.\\d{3}Z-rows\\.csv");
        assertThat(recua.bucket().bytes(landed().get(0))).isEqualTo(content);
    }

    @Test
    void landsWhatAProxyHasChanged() {
        source.script(Answer.of(203).body(CSV));

        fetch("a");

        assertThat(recua.bucket().text(landed().get(0))).isEqualTo(CSV);
    }

    @Test
    void landsInTheOrderOfTime() {
        source.script(csv(CSV), csv(CSV + "2,two\n"));

        fetch("a");
        fetch("a");

        assertThat(landed()).hasSize(2);
        assertThat(recua.bucket().text(landed().get(1))).endsWith("2,two\n");
    }

    @Test
    void asksForWhatChangedAndLandsNothingIfNothingDid(CapturedOutput output) {
        source.script(
                csv(CSV).header("ETag", "\"v1\"").header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
                Answer.of(304).header("ETag", "\"v1\""),
                Answer.of(304).header("ETag", "\"v1\""));

        fetch("a");
        fetch("a");
        fetch("a");

        assertThat(landed()).hasSize(1);
        assertThat(source.requests()).hasSize(3);
        assertThat(source.requests().get(0).headers()).doesNotContainKeys("If-None-Match", "If-Modified-Since");
        assertThat(source.requests().subList(1, 3)).allSatisfy(request -> assertThat(request.headers())
                .containsEntry("If-None-Match", "\"v1\"")
                .containsEntry("If-Modified-Since", "Sun, 22 Nov 2026 10:00:00 GMT"));
        assertThat(output).contains("Fetched nothing new for feed a");
    }

    @Test
    void withoutValidatorsTheContentDecides() {
        source.script(csv(CSV), csv(CSV), csv(CSV + "2,two\n"), csv(CSV));

        fetch("a");
        fetch("a");
        int afterTheSameContent = landed().size();
        fetch("a");
        fetch("a");

        assertThat(afterTheSameContent).isEqualTo(1);
        assertThat(landed()).hasSize(3);
        assertThat(source.requests()).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKeys("If-None-Match", "If-Modified-Since"));
    }

    @Test
    void landsNothingIfOnlyTheValidatorsChangedAndAsksWithTheNewOnes() {
        source.script(
                csv(CSV).header("ETag", "\"v1\"").header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
                csv(CSV).header("ETag", "\"v2\""),
                Answer.of(304));

        fetch("a");
        fetch("a");
        fetch("a");

        assertThat(landed()).hasSize(1);
        assertThat(source.requests().get(2).headers())
                .containsEntry("If-None-Match", "\"v2\"")
                .doesNotContainKey("If-Modified-Since");
    }

    /** The case h-lmjs: validators that are too long for the ledger. */
    @Test
    void whatIsTooLongForTheLedgerIsNotKeptAndTheContentDecides() {
        source.script(csv(CSV).header("ETag", "\"" + "e".repeat(2000) + "\"")
                .header("Last-Modified", "Sat Nov 28 2026 04:00:00 GMT+0100 (Central European Standard Time)"));

        fetch("a");
        fetch("a");
        fetch("a");

        assertThat(landed()).hasSize(1);
        assertThat(source.requests()).hasSize(3).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKeys("If-None-Match", "If-Modified-Since"));
        assertThat(attempt("a").outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    static Stream<Arguments> answersThatAreNoCsv() {
        String page = " \r\n<!DOCTYPE html><html><body>Log in</body></html>";
        return Stream.of(
                Arguments.of("missing", Answer.of(404).body("gone"), 1, "404"),
                Arguments.of("forbidden", Answer.of(403), 1, "403"),
                Arguments.of("range", Answer.of(416), 1, "416"),
                Arguments.of("server error", Answer.of(500).body("oops"), 1 + RETRIES, "500"),
                Arguments.of("too many requests", Answer.of(429), 1 + RETRIES, "429"),
                Arguments.of("redirected in circles", redirect(302, "/files/rows.csv"), -1, "redirects in circles"),
                Arguments.of("HTML by type", csv(CSV).header("Content-Type", "Text/HTML; charset=x"), 1, "HTML"),
                Arguments.of("HTML by content", csv(page), 1, "HTML"),
                Arguments.of("HTML behind a byte order mark", csv("\uFEFF" + page), 1, "HTML"),
                Arguments.of("no byte", csv(""), 1, "the body is empty"),
                Arguments.of("no byte in chunks", csv("").delivered(Delivery.CHUNKED), 1, "the body is empty"),
                Arguments.of("no content", Answer.of(204), 1, "answers 204, which is not the complete content"),
                Arguments.of("made", Answer.of(201).body(CSV), 1, "answers 201"),
                Arguments.of("accepted", Answer.of(202).body(CSV), 1 + RETRIES, "answers 202"),
                Arguments.of(
                        "h-206",
                        Answer.of(206).header("Content-Range", "bytes 0-7/12").body("id,v\n1,o"),
                        1,
                        "answers 206, which is not the complete content"),
                Arguments.of("unchanged, though nobody asked", Answer.of(304), 1, "answers 304"),
                Arguments.of("redirected nowhere", Answer.of(302), 1, "answers 302"),
                Arguments.of(
                        "a serialized object",
                        csv(CSV).header("Content-Type", "application/x-java-serialized-object"),
                        1,
                        "the body is empty"),
                Arguments.of("truncated", csv(CSV).delivered(Delivery.TRUNCATED), 1 + RETRIES, "the body is cut off"),
                Arguments.of(
                        "cut between chunks",
                        csv(CSV).delivered(Delivery.CHUNKS_CUT),
                        1 + RETRIES,
                        "the body is cut off"),
                Arguments.of("silent", csv(CSV).delivered(Delivery.SILENT), 1 + RETRIES, "timed out"),
                Arguments.of(
                        "dripping",
                        csv("x".repeat(100_000)).delivered(Delivery.DRIPPING),
                        1 + RETRIES,
                        "the deadline of PT2S passed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNoCsv")
    void landsNothingAndSaysWhyInOneLine(String name, Answer answer, int asked, String reason, CapturedOutput output) {
        source.script(answer);

        fetch("a");

        assertThat(recua.bucket().keys("")).isEmpty();
        assertThat(output.getOut().lines().filter(line -> line.contains(" ERROR ")))
                .singleElement()
                .asString()
                .contains("Fetch of feed a failed, landed nothing: ")
                .contains(reason);
        assertThat(output.getOut()).doesNotContain("\tat ");
        if (asked > 0) {
            assertThat(source.requests()).hasSize(asked);
        }
        assertThat(recua.jdbc().sql("select slot from recua_slot").query().listOfRows())
                .as("the slot is given back")
                .isEmpty();
        assertThat(recua.jdbc().sql("select * from recua_fetch").query().listOfRows())
                .isEmpty();
    }

    @Test
    void dropsTheConnectionOfAPageInsteadOfReadingItToItsEnd() {
        source.script(csv("<html>" + " ".repeat(2000)).delivered(Delivery.DRIPPING));
        long started = System.nanoTime();

        fetch("a");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void asksAgainAfterTheTimeThatTheSourceNames() {
        source.script(Answer.of(503).header("Retry-After", "1"), csv(CSV));

        fetch("a");

        assertThat(landed()).hasSize(1);
        assertThat(source.requests()).hasSize(2);
        assertThat(pauseBefore(1)).isGreaterThanOrEqualTo(Duration.ofMillis(950));
    }

    @Test
    void landsWhatComesWholeAtTheNextTryAndAsksForItAlike() {
        source.script(
                csv("id,v\n9,half")
                        .header("ETag", "\"half\"")
                        .header("feed", "x")
                        .delivered(Delivery.TRUNCATED),
                csv(CSV));

        fetch("a");

        assertThat(recua.bucket().text(landed().get(0))).isEqualTo(CSV);
        assertThat(source.requests()).hasSize(2);
        assertThat(source.requests().get(1).headers())
                .isEqualTo(source.requests().get(0).headers());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirects(int status) {
        source.script(redirect(status, source.url("/elsewhere")), redirect(status, "/third?x=%2F"), csv(CSV));

        fetch("a");

        assertThat(source.requests())
                .extracting(Request::target)
                .containsExactly("/files/rows.csv", "/elsewhere", "/third?x=%2F");
        assertThat(landed()).singleElement().asString().endsWith("-rows.csv");
    }

    @Test
    void sendsTheAddressUnchanged() {
        source.script(csv(CSV));

        fetch("q");

        assertThat(source.requests()).extracting(Request::target).containsExactly(QUERY);
        assertThat(recua.bucket().keys("landing/q/")).singleElement().asString().endsWith("Z-q.csv");
    }

    @Test
    void theHeadersOfTheSourceChangeNothing() {
        source.script(csv(CSV).header("feed", "other")
                .header("slot", "x")
                .header("urlHash", "x")
                .header("sha256", "x")
                .header("etag", "\"v1\"")
                .header("reason", "x")
                .header("CamelAwsS3Key", "hostile/key")
                .header("CamelAwsS3BucketName", "hostile-bucket")
                .header("CamelHttpResponseCode", "304")
                .header("CamelHttpUri", "http://127.0.0.1:9/")
                .header("Content-Type", "text/csv; charset=UTF-16"));

        fetch("a");

        assertThat(recua.bucket().keys("")).singleElement().asString().startsWith("landing/a/");
        assertThat(recua.bucket().text(landed().get(0))).isEqualTo(CSV);
        assertThat(recua.jdbc()
                        .sql("select feed, etag, object_key, length(sha256) n from recua_fetch")
                        .query()
                        .singleRow())
                .containsEntry("feed", "a")
                .containsEntry("etag", "\"v1\"")
                .containsEntry("object_key", landed().get(0))
                .hasToString("{feed=a, etag=\"v1\", object_key=" + landed().get(0) + ", n=64}");
    }

    @Test
    void leavesNoSpoolFile() {
        Set<Path> before = spoolFiles();
        source.script(csv(CSV), csv(CSV), csv(CSV + "2,two\n").delivered(Delivery.TRUNCATED));

        fetch("a");
        fetch("a");
        fetch("a");

        await().until(() -> {
            Set<Path> left = spoolFiles();
            left.removeAll(before);
            return left.isEmpty();
        });
    }

    @Test
    void aSlotIsFetchedOnce() {
        source.script(csv(CSV), csv(CSV + "2,two\n"));

        fetch("a", "the same");
        fetch("a", "the same");

        assertThat(source.requests()).hasSize(1);
        assertThat(landed()).hasSize(1);
    }

    @Test
    void aLedgerThatWasAwayForAMomentDoesNotStopTheFeed() {
        source.script(csv(CSV));
        recua.jdbc().sql("rename table recua_slot to away").update();
        fetch("a");
        recua.jdbc().sql("rename table away to recua_slot").update();

        fetch("a");

        assertThat(landed()).hasSize(1);
    }

    @Test
    void theOldestSlotsOfAFeedAreForgotten() {
        for (String feed : List.of("a", "q")) {
            for (int day = 100; day < 250; day++) {
                recua.jdbc()
                        .sql("insert into recua_slot (feed, slot) values (?, ?)")
                        .params(feed, "2026-" + day)
                        .update();
            }
        }
        source.script(csv(CSV));

        fetch("a", "2026-250");

        assertThat(recua.jdbc()
                        .sql("select slot from recua_slot where feed = 'a' order by slot")
                        .query(String.class)
                        .list())
                .hasSize(100)
                .startsWith("2026-151")
                .endsWith("2026-250");
        assertThat(recua.jdbc()
                        .sql("select count(*) from recua_slot where feed = 'q'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(150);
    }

    /** 23:30 UTC is half past midnight of the next day in Madrid. */
    @Test
    void theAddressHoldsTheDateOfTheSlotInTheFeedsTimeZone(CapturedOutput output) {
        source.script(csv(CSV).header("ETag", "\"v1\""), csv(CSV + "2,two\n").header("ETag", "\"v2\""), Answer.of(404));

        fetch("dated", "2025-12-28T23:30:00Z");
        fetch("dated", "2026-01-05T04:00:00Z");
        fetch("dated", "2026-01-12T04:00:00Z");

        assertThat(source.requests())
                .extracting(Request::target)
                .containsExactly(
                        "/2025/W52/rows-20251221.csv?month=Nov&key=s3cret",
                        "/2026/W02/rows-20260104.csv?month=Dec&key=s3cret",
                        "/2026/W03/rows-20260111.csv?month=Dec&key=s3cret");
        assertThat(source.requests()).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKeys("If-None-Match", "If-Modified-Since"));
        assertThat(recua.bucket().keys("landing/dated/"))
                .hasSize(2)
                .anyMatch(key -> key.endsWith("Z-rows-20251221.csv"))
                .anyMatch(key -> key.endsWith("Z-rows-20260104.csv"));
        assertThat(recua.get("/actuator/feeds").toString())
                .contains("/{yyyy}/W{ww}/rows-{yyyyMMdd -1d}.csv\"")
                .contains("answers 404")
                .doesNotContain("s3cret");
        assertThat(output).doesNotContain("s3cret");
    }

    @Test
    void theContentOfAnotherDateLandsNothingIfItIsTheSame() {
        source.script(csv(CSV).header("ETag", "\"v1\""), csv(CSV).header("ETag", "\"v2\""), Answer.of(304));

        fetch("dated", "2026-01-05T04:00:00Z");
        fetch("dated", "2026-01-12T04:00:00Z");
        recua.jdbc().sql("delete from recua_slot").update();
        fetch("dated", "2026-01-12T04:00:00Z");

        assertThat(recua.bucket().keys("landing/dated/")).hasSize(1);
        assertThat(source.requests().get(1).headers()).doesNotContainKey("If-None-Match");
        assertThat(source.requests().get(2).headers()).containsEntry("If-None-Match", "\"v2\"");
        assertThat(attempt("dated").outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aFetchByHandAsksForTheNewestSlotThatIsDue() {
        source.script(csv(CSV));

        fetch("dated", "2026-01-15T10:11:12.345Z");

        assertThat(source.requests().get(0).target()).startsWith("/2026/W03/rows-20260111.csv");
    }

    @Test
    void aDatedRequestNeedsASlot() {
        source.script(csv(CSV));

        fetch("never", "2026-01-15T10:11:12.345Z");

        assertThat(source.requests()).isEmpty();
        assertThat(attempt("never").reason())
                .isEqualTo("the schedule was never due yet, so there is no date for the request");
    }

    @Test
    void theSlotsOfDatedRequestsAreAllKept() {
        for (int slot = 100; slot < 250; slot++) {
            recua.jdbc()
                    .sql("insert into recua_slot (feed, slot) values ('dated', ?)")
                    .param("2027-" + slot)
                    .update();
        }
        source.script(csv(CSV));

        fetch("dated", "2026-01-05T04:00:00Z");
        fetch("dated", "2026-01-05T04:00:00Z");

        assertThat(source.requests()).hasSize(1);
        assertThat(recua.jdbc()
                        .sql("select count(*) from recua_slot where feed = 'dated'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(151);
    }

    @Test
    void anExportIsRequestedByItsBodyAndRetriedWithIt(CapturedOutput output) {
        source.script(
                Answer.of(503),
                csv(CSV).header("ETag", "\"v1\""),
                csv(CSV).header("ETag", "\"v1\""),
                csv(CSV + "2,two\n"));

        fetch("post", "2026-01-05T05:00:00Z");
        fetch("post", "2026-01-12T05:00:00Z");
        fetch("post", "2026-01-12T06:00:00Z");

        assertThat(source.requests()).hasSize(4).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.headers())
                    .containsEntry("Content-Type", "application/json")
                    .doesNotContainKeys("If-None-Match", "If-Modified-Since");
        });
        assertThat(source.requests())
                .extracting(Request::body)
                .startsWith(
                        "{\"from\":\"2025-12-29\",\"to\":\"2026-01-05\",\"s3cret\":{\"ñ\":{}}}",
                        "{\"from\":\"2025-12-29\",\"to\":\"2026-01-05\",\"s3cret\":{\"ñ\":{}}}",
                        "{\"from\":\"2026-01-05\",\"to\":\"2026-01-12\",\"s3cret\":{\"ñ\":{}}}");
        assertThat(recua.bucket().keys("landing/post/")).hasSize(2).allMatch(key -> key.endsWith("Z-export"));
        assertThat(output).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"301, GET", "302, GET", "303, GET", "307, POST", "308, POST"})
    void aRedirectedExportKeepsItsBodyWhereHttpSaysSo(int status, String method) {
        source.script(redirect(status, "/ready"), csv(CSV));

        fetch("post", "2026-01-05T05:00:00Z");

        Request redirected = source.requests().get(1);
        assertThat(redirected.method()).isEqualTo(method);
        assertThat(redirected.body().isEmpty()).isEqualTo(method.equals("GET"));
        assertThat(recua.bucket().keys("landing/post/")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/csv"})
    void aBodyThatLooksLikeAPageLandsIfTheFeedAcceptsIt(String type) {
        source.script(csv("<html>,v\n1,one\n").header("Content-Type", type));

        fetch("html");

        assertThat(recua.bucket().keys("landing/html/")).hasSize(1);
    }

    private static String[] feed(String name, String url, String... more) {
        List<String> settings = new ArrayList<>(List.of("url=" + url, "schedule=0 0 5 ? * MON", "table=t", "key=id"));
        settings.addAll(List.of(more));
        return settings.stream()
                .map(setting -> "recua.feeds." + name + "." + setting)
                .toArray(String[]::new);
    }

    private static String[] settings(String[]... all) {
        return Stream.of(all).flatMap(Stream::of).toArray(String[]::new);
    }

    private static void fetch(String feed) {
        fetch(feed, "slot-" + ++slots);
    }

    /** What the routes of schedule and catch-up do. */
    private static void fetch(String feed, String slot) {
        recua.fetch(feed, slot);
    }

    private static Attempt attempt(String feed) {
        return recua.bean(Attempts.class).last().get(feed);
    }

    private static List<String> landed() {
        return recua.bucket().keys("landing/a/");
    }

    private static Duration pauseBefore(int request) {
        return Duration.ofNanos(source.requests().get(request).nanoTime()
                - source.requests().get(request - 1).nanoTime());
    }

    private static Set<Path> spoolFiles() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("recua-fetch-"))
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
