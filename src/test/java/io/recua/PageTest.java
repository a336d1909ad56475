package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.control.RouteSwitch;
import io.recua.control.RouteSwitch.Task;
import io.recua.testing.Browser;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What people see and do in a browser. */
class PageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CREDENTIALS = "operator:" + RunningRecua.PASSWORD;
    private static final String ANA = "an operator's own";
    private static final String VERA = "only to look";

    private static HttpSource source;
    private static TestDatabase database;
    private static TestBucket bucket;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        source = HttpSource.start();
        database = TestDatabase.empty();
        List.of("genes", "plants", "birds", "stones", "stars", "moons").forEach(table -> database.jdbc()
                .sql("create table " + table + " (symbol int not null primary key, name varchar(20))")
                .update());
        bucket = TestBucket.empty();
        recua = RunningRecua.start(
                bucket,
                database,
                Stream.of(
                                RunningRecua.feed("genes", "genes", "symbol", "recua.load.batch-rows=10"),
                                RunningRecua.feed("plants", "plants", "symbol"),
                                RunningRecua.feed("stones", "stones", "symbol"),
                                RunningRecua.feed("stars", "stars", "symbol", "url=" + source.url("/stars.csv")),
                                RunningRecua.feed(
                                        "moons",
                                        "moons",
                                        "symbol",
                                        "url=" + source.url("/moons.csv?key=hidden"),
                                        "request.headers.X-Key=hidden",
                                        "request.bearer=hidden"),
                                new String[] {"recua.fetch.retries=0"},
                                RunningRecua.feed("birds", "birds", "symbol", "csv.charset=ISO-8859-1"),
                                user("ana", ANA, "operator"),
                                user("vera", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(VERA), "viewer"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    private static String[] user(String name, String password, String role) {
        return new String[] {"recua.users." + name + ".password=" + password, "recua.users." + name + ".role=" + role};
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
    }

    private static Browser browser() {
        return Browser.open(recua.port(), "operator", RunningRecua.PASSWORD);
    }

    private static String genes(int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(row -> row + ",gene " + row)
                .collect(Collectors.joining("\n", "symbol,name\n", "\n"));
    }

    @Test
    void showsALoadFromStartToEndWithItsRejectedRows() throws Exception {
        try (Browser browser = browser()) {
            try (Connection blocker = database.dataSource().getConnection()) {
                blocker.setAutoCommit(false);
                blocker.createStatement().execute("insert into genes values (35, 'uncommitted')");
                bucket.put("landing/genes/20260101T050000.000Z-first.csv", genes(50) + "no number,<b>bold</b>\n");
                browser.awaitText("#feed-genes", "loading");
                browser.awaitText("#loads", "first.csv");
                browser.press("#last-genes");
                browser.awaitText("#state", "loading");
                blocker.rollback();
            }

            browser.awaitText("#state", "loaded");

            assertThat(browser.text("#inserted")).isEqualTo("50");
            assertThat(browser.text("#rejected")).isEqualTo("1");
            assertThat(browser.text("#rejections tbody"))
                    .startsWith("1 symbol:")
                    .endsWith("52 no number,<b>bold</b>");
            assertThat(browser.text("#steps")).containsSubsequence("landed", "claimed", "loaded");
            browser.awaitText("#steps", "archived");
            assertThat(get((String) browser.evaluate("document.getElementById('download').pathname"), CREDENTIALS)
                            .body())
                    .isEqualTo(bucket.rejected("genes/20260101T050000.000Z-first"));
            assertThat((String) browser.evaluate("document.getElementById('download-escaped').href"))
                    .endsWith("/rejected.csv?escaped=true");

            browser.press("#replay");
            assertThat(browser.confirm())
                    .contains("It becomes a new load: its rows replace later ones of the same keys.");
            browser.awaitText("#done", "landed again");
            browser.awaitText("#loads tbody tr:nth-child(2) .status", "loaded");
            browser.awaitText("#loads tbody tr:first-child .status", "loaded");
            database.jdbc()
                    .sql("insert into recua_month values ('genes', '2020-02', 7, 1, 70, 0, 0, 0, 0, 7)")
                    .update();
            browser.go("/feeds/genes").awaitText("#history", "The numbers of each day");
            assertThat(lastOf(browser, "rows-plot")).as("inserted today").isEqualTo(50L);
            assertThat(lastOf(browser, "share-plot")).as("2 of 102 rejected").isEqualTo(1.96);
            assertThat(lastOf(browser, "size-plot")).as("bytes").isNotEqualTo(0L);
            browser.press("#older summary");
            assertThat(browser.text("#months")).contains("2020-02 7 1 70");
            assertThat(browser.go("/").evaluate("document.querySelector('#feed-genes .spark title').textContent"))
                    .asString()
                    .matches(
                            "Last loads, the oldest first: load \\d+ 51 rows, 1 rejected; load \\d+ 51 rows, 1 rejected");
            assertThat(browser.text("#attention")).contains("1 of 51 rows of first.csv were rejected");
            browser.press("#need-rejected-genes");
            browser.awaitText("#rejected-rows", "Rejected rows");
            recua.load("landing/genes/20260102T050000.000Z-good.csv", genes(50));
            assertThat(get("/", CREDENTIALS).body()).contains("good.csv").doesNotContain("need-rejected-genes");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static Object lastOf(Browser browser, String plot) {
        return browser.evaluate("Chart.getChart('" + plot + "').data.datasets[0].data.at(-1)");
    }

    @Test
    void stopsAndStartsARoute() {
        try (Browser browser = browser()) {
            assertThat(label(browser, "loads-plants")).isEqualTo("Stop loads of plants");
            browser.press("#loads-plants");
            assertThat(browser.confirm()).contains("this instance loads no object of the feed");
            browser.awaitText("#done", "Stopped the loads of plants");
            browser.awaitText("#feed-plants", "loads stopped");
            String key = "landing/plants/20260201T050000.000Z-second.csv";
            bucket.put(key, genes(3));
            browser.awaitText("#feed-plants", "1 waiting");
            browser.press("#only-plants");
            browser.awaitText("#waiting", "second.csv");
            assertThat(browser.text("#settings"))
                    .contains(
                            "key\n[symbol] \"recua.feeds.plants.key\" from property source \"commandLineArgs\"",
                            "on-duplicate\nnewest default");

            browser.press("#need-loads-plants");

            browser.awaitText("#done", "Started the loads of plants");
            recua.settled(key);
            browser.awaitText("#loads", "second.csv");
            assertThat(browser.text("#live")).doesNotContain("stopped");
            browser.evaluate("document.getElementById('filter-status').value = 'QUARANTINED'");
            browser.press("#find");
            browser.awaitText("#live", "None.");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static Object label(Browser browser, String id) {
        return browser.evaluate("document.getElementById('" + id + "').getAttribute('aria-label')");
    }

    @Test
    void aStoppedLoadSaysHowFarItCameAndIsStarted() throws Exception {
        String key = "landing/stones/20260201T050000.000Z-stones.csv";
        CompletableFuture<Void> stopped;
        try (Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into stones values (35, 'uncommitted')");
            bucket.put(key, genes(500));
            await().atMost(PATIENCE).until(() -> count("stones") > 0);
            stopped = CompletableFuture.runAsync(
                    () -> recua.bean(RouteSwitch.class).stop("stones", Task.INGEST));
            await().atMost(PATIENCE).until(() -> !isConsuming("ingest-stones"));
            blocker.rollback();
        }
        stopped.join();
        JsonNode load = recua.get("/actuator/feeds/stones").get("lastLoad");
        // What a load writes every five seconds: here when half of what it has read now was read.
        database.jdbc()
                .sql("update recua_load set rows_read = ?, rows_per_second = 10, percent = 20, seconds_left = 3,"
                        + " progress_at = utc_timestamp(3) where id = ?")
                .params(load.get("read").asLong() / 2, load.get("id").asLong())
                .update();

        // As while another instance loads it.
        leaseStones("utc_timestamp(3) + interval 1 hour");
        assertThat(get("/loads/" + load.get("id"), CREDENTIALS).body())
                .contains("class=\"status loading\"", "40.0 %, 10 rows/s, 3.0 s left")
                .doesNotContain("id=\"start\"");
        assertThat(get("/", CREDENTIALS).body())
                .contains("another instance loads it; the loads are stopped in this one")
                .doesNotContain("need-loads-stones");
        wroteProgress("45 second");
        assertThat(get("/loads/" + load.get("id"), CREDENTIALS).body())
                .contains("40.0 %, no progress for 40 s")
                .doesNotContain("rows/s");
        assertThat(progress(load).toString())
                .isEqualTo("{\"rowsPerSecond\":null,\"percent\":40.0,\"secondsLeft\":null,\"silentSeconds\":40}");
        leaseStones("null");
        assertUnchanged("/loads/" + load.get("id"));
        wroteProgress("0 second");

        try (Browser browser = browser()) {
            browser.go("/loads/" + load.get("id"));

            assertThat(browser.text("#state")).isEqualTo("stopped at 40.0 %");
            try (Connection blocker = database.dataSource().getConnection()) {
                blocker.setAutoCommit(false);
                blocker.createStatement()
                        .execute("insert into stones values ("
                                + (load.get("read").asLong() + 1) + ", 'uncommitted')");
                browser.press("#start");
                browser.awaitText("#done", "Started the loads of stones");
                // Until the load that continues commits, it has no rate, and is as far as it was.
                await().atMost(PATIENCE)
                        .until(
                                () -> progress(load).toString(),
                                "{\"rowsPerSecond\":null,\"percent\":40.0,\"secondsLeft\":null,\"silentSeconds\":null}"
                                        ::equals);
                blocker.rollback();
            }
            browser.awaitText("#state", "loaded");
        }
        assertThat(recua.settled(key).get("inserted").asInt()).isEqualTo(500);
    }

    private static void wroteProgress(String ago) {
        database.jdbc()
                .sql("update recua_load l join (select max(id) id from recua_load where feed = 'stones') last"
                        + " on last.id = l.id set l.progress_at = utc_timestamp(3) - interval " + ago)
                .update();
    }

    private static JsonNode progress(JsonNode load) {
        return recua.get("/actuator/loads/" + load.get("id")).get("progress");
    }

    private static void assertUnchanged(String page) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(refresh(page), CREDENTIALS))
                .satisfies(same -> assertThat(same.statusCode()).as(page).isEqualTo(204))
                .satisfies(same -> assertThat(same.body()).isEmpty()));
    }

    /** Returns the address of the next refresh. */
    private static String refresh(String page) throws Exception {
        return get(page, CREDENTIALS)
                .body()
                .replaceFirst("(?s).*<main[^>]* hx-get=\"([^\"]+)\".*", "$1")
                .replace("&amp;", "&");
    }

    private static void leaseStones(String until) {
        database.jdbc()
                .sql("update recua_lease set lease_until = " + until + " where name = 'stones'")
                .update();
    }

    private static int count(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }

    private static boolean isConsuming(String route) {
        return ((StatefulService) recua.bean(CamelContext.class).getRoute(route).getConsumer()).isStarted();
    }

    @Test
    void aRefusedFeedNeedsAttentionUntilALaterObjectIsLoaded() throws Exception {
        source.script(csv("nr,name\n1,sun\n").header("ETag", "\"1\""), Answer.of(304));
        try (Browser browser = browser()) {
            browser.press("#fetches-stars");
            assertThat(browser.confirm()).contains("Fetch now still works");
            browser.awaitText("#need-fetches-stars", "Start fetches");
            assertThat(label(browser, "fetch-stars")).isEqualTo("Fetch stars now");
            browser.press("#fetch-stars");
            browser.awaitText("#done", "Started a fetch of stars.");
            browser.awaitText("#attention", "stars.csv was refused: the header lacks column symbol");

            browser.press("#fetch-stars");
            browser.awaitText("#feed-stars", "unchanged");

            assertThat(browser.text("#feeds tbody tr:first-child")).contains("stars", "refused");
            browser.press("#need-load-stars");
            browser.awaitText("#remedy", "rename the column in the file");
            assertThat(browser.text("#remedy")).doesNotContain("committed before", "as the setting");
            assertThat(browser.evaluate("document.querySelectorAll('#remedy li code')[0].textContent"))
                    .isEqualTo("csv.delimiter");
            assertThat(browser.evaluate("document.getElementsByName('accept').length"))
                    .as("what expect has not refused cannot be accepted")
                    .isEqualTo(0L);
            browser.awaitText("#steps", "quarantined");
            assertThat(browser.text("#steps")).containsSubsequence("fetched", "landed", "claimed", "refused");
            String quarantined = bucket.keys("quarantine/stars/").get(0);
            assertThat(browser.text("#remedy"))
                    .contains("edit it: download the object s3://" + bucket.name() + "/" + quarantined);
            Object refused = browser.evaluate("location.pathname");
            assertThat(get(
                                    (String) browser.evaluate("document.getElementById('download-to-edit').pathname"),
                                    CREDENTIALS)
                            .body())
                    .isEqualTo("nr,name\n1,sun\n");
            bucket.put(quarantined, "symbol,name\n1,sun\n");
            browser.press("#replay");
            browser.confirm();
            browser.awaitText("#loads tbody tr:first-child .status", "loaded");
            assertThat(browser.go("/").text("#feed-stars")).doesNotContain("refused");
            assertThat(browser.go((String) refused).text("#object"))
                    .contains("put there by somebody", "after the load");
            browser.press("#replayed-by");
            browser.awaitText("#state", "loaded");
            browser.press("#replay-of");
            browser.awaitText("#state", "refused");
        }
    }

    @Test
    void aDismissedRefusalNeedsNobodyUntilTheNextOne() {
        String key = "landing/moons/1.csv";
        try (Browser browser = browser()) {
            bucket.put(key, "nr,name\n1,moon\n");
            browser.awaitText("#attention", "1.csv was refused: the header lacks column symbol");
            assertThat(browser.text("#attention")).doesNotContainPattern("\\dT\\d");
            String form = "#dismiss-" + recua.settled(key).get("id");

            browser.press(form + " summary");
            browser.evaluate("document.querySelector('" + form + " [name=reason]').value = 'a <b>test</b>'");
            browser.press(form + " button");

            browser.awaitText("#done", "Dismissed the refusal");
            assertThat(browser.text("#feed-moons")).contains("idle").doesNotContain("refused");
            assertThat(browser.go("/loads/" + form.substring(9)).text("#dismissed"))
                    .matches("The refusal was dismissed \\d+ (s|min) ago by operator: a <b>test</b>");
            browser.go("/").press("#actions");
            browser.awaitText("#actions tbody tr:nth-child(1)", "dismiss moons");
            assertThat(browser.text("#actions tbody tr:nth-child(1)")).contains("operator page", "a <b>test</b>");
            bucket.put("landing/moons/2.csv", "nr,name\n1,moon\n");
            browser.go("/").awaitText("#attention", "2.csv was refused");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void theFeedShowsItsLastFetchesAndNoSecret() throws Exception {
        source.script(Answer.of(404), csv("symbol,name\n1,moon\n"));
        recua.fetch("moons", "2026-01-05T05:00:00Z");
        recua.fetch("moons", "2026-01-12T05:00:00Z");

        String page = get("/feeds/moons", CREDENTIALS).body();

        assertThat(page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "))
                .containsPattern("landed 2026-01-12T05:00:00Z [0-9.]+ s 19 B landing/moons/\\S+moons.csv")
                .containsPattern("failed 2026-01-05T05:00:00Z [0-9.]+ s – the source 127.0.0.1 answers 404")
                .contains("request.headers [X-Key: ******]", "request.bearer ******")
                .doesNotContain("hidden");
    }

    @Test
    void theStepFetchedStaysAfterTheFeedHasLandedAnotherObject() throws Exception {
        source.script(csv("symbol,name\n2,moon\n"), csv("symbol,name\n3,moon\n"));
        recua.fetch("moons", "2026-01-19T05:00:00Z");
        String first =
                recua.get("/actuator/feeds/moons").at("/lastFetch/object").asText();
        recua.fetch("moons", "2026-01-26T05:00:00Z");
        String second =
                recua.get("/actuator/feeds/moons").at("/lastFetch/object").asText();

        for (String object : List.of(first, second)) {
            assertThat(get("/loads/" + recua.settled(object).get("id"), CREDENTIALS)
                            .body())
                    .contains("<span>fetched</span>");
        }
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void findsLoadsByStateNameAndDay() throws Exception {
        long old = recua.load("landing/birds/20260401T050000.000Z-Needle.csv", genes(1))
                .get("id")
                .asLong();
        recua.load("landing/birds/20260401T050000.000Z-hay.csv", genes(1));
        database.jdbc()
                .sql("update recua_load set started_at = '2020-05-06 23:59:59' where id = ?")
                .param(old)
                .update();

        assertThat(found("file=needle")).containsExactly("Needle.csv");
        assertThat(found("from=2020-05-06&to=2020-05-06")).containsExactly("Needle.csv");
        assertThat(found("from=2020-05-07")).contains("hay.csv").doesNotContain("Needle.csv");
        assertThat(found("status=LOADED&file=y.c")).containsExactly("hay.csv");
        assertThat(found("status=QUARANTINED&file=&from=&to=")).isEmpty();
        assertThat(found("file=%25")).isEmpty();
        assertThat(found("from=1000-01-01&to=9999-12-30")).contains("hay.csv", "Needle.csv");
        assertThat(get("/feeds/birds?from=yesterday", CREDENTIALS).statusCode()).isEqualTo(400);
        for (String day : List.of("0999-12-31", "9999-12-31", "+999999999-12-31")) {
            HttpResponse<String> refused = get("/feeds/birds?to=" + day.replace("+", "%2B"), CREDENTIALS);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("there are no loads of " + day + "; write a day from 1000-01-01 to 9999-12-30")
                    .doesNotContain("refusal outage");
        }
    }

    private static List<String> found(String query) throws Exception {
        return Pattern.compile("<td data-label=\"File\">([^<]*)<")
                .matcher(get("/feeds/birds?" + query, CREDENTIALS).body())
                .results()
                .map(file -> file.group(1))
                .toList();
    }

    @Test
    void aRefreshBringsNothingIfNothingHasChanged() throws Exception {
        recua.load("landing/plants/20260501T050000.000Z-before.csv", genes(1));
        String overview = refresh("/");
        assertUnchanged("/");
        assertUnchanged("/feeds/plants?status=LOADED&file=before");

        recua.load("landing/plants/20260501T050001.000Z-after.csv", genes(1));

        assertThat(get(overview, CREDENTIALS))
                .satisfies(changed -> assertThat(changed.statusCode()).isEqualTo(200))
                .satisfies(changed -> assertThat(changed.body()).contains("after.csv"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /feeds/none               | there is no enabled feed none; the enabled feeds are [birds, genes
                    /nothing                  | there is no page /nothing
                    /feeds/none/history       | there is no enabled feed none; the enabled feeds are [birds, genes
                    /loads/999999             | there is no load 999999
                    /loads/999999/object      | there is no load 999999
                    /loads/999999/rejected.csv | there is no load 999999
                    """)
    void aPageOfWhatDoesNotExistSaysSo(String path, String sentence) throws Exception {
        assertThat(get(path, CREDENTIALS))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains(sentence));
    }

    @Test
    void anAddressWithAWrongValueSaysWhich() throws Exception {
        assertThat(get("/loads/abc", CREDENTIALS))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("is not a valid value of id"));
    }

    /** Else it fails behind a proxy that serves the page below a path. */
    @Test
    void everyAddressInATemplateIsBelowThePathOfTheApplication() throws Exception {
        try (Stream<Path> templates = Files.list(Path.of("src/main/resources/templates"))) {
            assertThat(templates).isNotEmpty().allSatisfy(template -> assertThat(
                            Pattern.compile("\\b(?:hx-get|hx-post|href|src|action|formaction)=\"?([^\">]*)")
                                    .matcher(Files.readString(template))
                                    .results()
                                    .map(address -> address.group(1)))
                    .allMatch(address -> address.contains("@{")));
        }
    }

    /** To look in all jars for a file of the name of each link takes longer than to draw the page. */
    @Test
    void noLinkIsTakenForTheNameOfAFile() throws Exception {
        assertThat(get("/", CREDENTIALS).body()).contains("src=\"/webjars/htmx.org/dist/htmx.min.js\"");
    }

    @Test
    void isCompressedWithAnotherTokenInEachAnswer() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpResponse<InputStream> page = HttpClient.newHttpClient()
                    .send(
                            request("/", CREDENTIALS)
                                    .header("Accept-Encoding", "gzip")
                                    .header("Cookie", "XSRF-TOKEN=a-token-of-a-browser")
                                    .build(),
                            BodyHandlers.ofInputStream());
            try (InputStream html = new GZIPInputStream(page.body())) {
                tokens.add(new String(html.readAllBytes(), StandardCharsets.UTF_8)
                        .replaceFirst("(?s).*? name=\"_csrf\" value=\"([^\"]+)\".*", "$1"));
            }
        }

        assertThat(tokens).doesNotHaveDuplicates().allMatch(token -> token.length() < 200);
    }

    @Test
    void timesAreLocalOrInUtc() {
        try (Browser browser = browser()) {
            browser.zone("America/Lima");
            browser.go("/feeds/plants").awaitText("#slots", "00:00:00 GMT-5");

            browser.press("#zone");

            browser.awaitText("#slots", "05:00:00 UTC");
            browser.go("/feeds/plants").awaitText("#slots", "05:00:00 UTC");
            assertThat(browser.text("#zone")).isEqualTo("Show local times");
        }
    }

    @Test
    void theLagIsNeverNegative() throws Exception {
        long load = recua.load("landing/birds/20991231T000000.000Z-future.csv", "symbol,name\n2,x\n")
                .get("id")
                .asLong();

        assertThat(get("/feeds/birds", CREDENTIALS).body())
                .containsPattern("(?s)data-id=\"" + load + "\"[^>]* data-lag=\"\\d");
    }

    @Test
    void pausesAFeedWithAReasonAndResumesIt() {
        try (Browser browser = Browser.open(recua.port(), "ana", ANA)) {
            browser.press("#pause-birds summary");
            browser.type("#pause-birds input[name=reason]", "the <b>table</b> is altered");
            browser.press("#pause-birds [value=LOAD]");
            browser.awaitText("#feed-birds", "loads paused");
            assertThat(browser.text("#feed-birds"))
                    .contains("by ana since ")
                    .contains("in all instances: the <b>table</b> is altered")
                    .doesNotContain("stopped");
            String key = "landing/birds/20260201T050000.000Z-third.csv";
            bucket.put(key, genes(3));
            browser.awaitText("#feed-birds", "1 waiting");

            assertThat(browser.evaluate("document.querySelector('#feeds').offsetWidth"
                            + " <= document.querySelector('#feeds').parentElement.clientWidth"))
                    .as("no button is cut off")
                    .isEqualTo(true);
            assertThat(browser.go("/feeds/birds")
                            .evaluate("document.querySelectorAll('[formaction$=\"/birds/resume\"]').length"))
                    .isEqualTo(1L);
            browser.go("/").press("#resume-load-birds");
            browser.awaitText("#done", "Resumed the loads of birds in all instances.");

            recua.settled(key);
            browser.awaitText("#loads", "third.csv");
            assertThat(browser.text("#feed-birds")).doesNotContain("paused");
            browser.press("#actions");
            browser.awaitText("#actions tbody tr:nth-child(1)", "resume");
            assertThat(browser.text("#actions tbody tr:nth-child(2)"))
                    .contains("ana page\n127.0.0.1\npause birds load: the <b>table</b> is altered");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void peopleSignInByAFormThatLeadsToThePageTheyWanted() {
        try (Browser browser = Browser.open(recua.port())) {
            String filter = "?status=LOADED&file=a.b%C3%B1%26+c";
            browser.go("/feeds/plants" + filter);
            browser.signIn("ana", "a guess");
            browser.awaitText("#refusal", "The user or the password is wrong.");
            await().atMost(PATIENCE).until(() -> "password".equals(browser.evaluate("document.activeElement.id")));
            browser.signIn("ana", ANA);
            browser.awaitText("h1", "Feed plants");
            assertThat(browser.text("#user")).isEqualTo("ana");
            assertThat(browser.evaluate("location.search")).isEqualTo(filter);

            browser.forget();
            browser.awaitText("h1", "Sign in");
            browser.signIn("ana", ANA);
            browser.awaitText("h1", "Feed plants");

            browser.press("#sign-out");
            browser.awaitText("#signed-out", "You have signed out.");
            browser.go("/").awaitText("h1", "Sign in");
        }
    }

    @Test
    void aViewerSeesThePageWithoutButtonsAndChangesNothing() {
        long load = recua.load("landing/plants/20260401T050000.000Z-seen.csv", genes(3))
                .get("id")
                .asLong();
        try (Browser browser = Browser.open(recua.port(), "vera", VERA)) {
            for (String page : List.of("/", "/feeds/plants", "/loads/" + load)) {
                browser.go(page).awaitText("main", "plants");
                assertThat(browser.evaluate(
                                "document.querySelectorAll('main form[method=post], main button[form]').length"))
                        .as(page)
                        .isEqualTo(0L);
            }
            assertThat(browser.complaints()).isEmpty();

            Object refused = browser.evaluate(
                    "fetch('/feeds/plants/pause', {method: 'POST', headers: {Accept: 'text/html'}, body:"
                            + " new URLSearchParams(new FormData(document.querySelector('form.user')))})"
                            + ".then(answer => answer.text())");

            assertThat((String) refused).contains("403 Forbidden", "this user has the role viewer");
            assertThat(recua.get("/actuator/feeds/plants").get("paused").isEmpty())
                    .isTrue();
        }
    }

    @Test
    void fitsAPhone() {
        try (Browser browser = browser()) {
            browser.resize(390, 900);

            await().untilAsserted(
                            () -> assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                                    .isEqualTo(true));
            assertThat(browser.text("#feed-plants").lines()).as("folded").hasSizeLessThan(4);
            browser.press("#feed-plants summary");
            assertThat(browser.text("#feed-plants")).contains("0 0 5 ? * MON UTC");
            browser.evaluate("document.getElementById('feed-plants').dataset.before = 'the refresh'");
            JsonNode load = recua.load("landing/plants/20260502T050000.000Z-phone.csv", genes(1));
            await().atMost(PATIENCE)
                    .until(() -> browser.evaluate("document.getElementById('feed-plants').dataset.before") == null);
            assertThat(browser.text("#feed-plants")).as("still unfolded").contains("0 0 5 ? * MON UTC");
            browser.go("/loads/" + load.get("id")).awaitText("#steps", "archived");
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
        }
    }

    @Test
    void rejectedRowsAreDownloadedAsTheyAreOrAsACopyWithoutFormulas() throws Exception {
        String key = "landing/plants/20260301T050000.000Z-a b.csv";
        long load = recua.load(key, genes(20) + "=1+1,x\n").get("id").asLong();

        HttpResponse<String> plain = get("/loads/" + load + "/rejected.csv", CREDENTIALS);
        HttpResponse<String> escaped = get("/loads/" + load + "/rejected.csv?escaped=true", CREDENTIALS);

        assertThat(plain.body())
                .isEqualTo(bucket.rejected("plants/20260301T050000.000Z-a b"))
                .contains(",\"=1+1,x\"");
        assertThat(escaped.body())
                .startsWith("\"line\",\"reason\",\"record\"\r\n")
                .contains(",\"'=1+1,x\"");
        for (HttpResponse<String> download : List.of(plain, escaped)) {
            assertThat(download.headers().map())
                    .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                    .containsEntry("Content-Disposition", List.of("attachment; filename=\"rejected-a_b.csv\""));
        }
    }

    @Test
    void theObjectOfALoadIsDownloadedFromThePlaceThatHoldsIt() throws Exception {
        String key = "landing/birds/20260302T050000.000Z-a b.csv";
        byte[] csv = "symbol,name\n4,piñón\n".getBytes(StandardCharsets.ISO_8859_1);
        bucket.put(key, csv);
        long load = recua.settled(key).get("id").asLong();
        String path = "/loads/" + load;

        HttpResponse<byte[]> object = HttpClient.newHttpClient()
                .send(request(path + "/object", CREDENTIALS).build(), BodyHandlers.ofByteArray());

        assertThat(object.body()).isEqualTo(csv);
        assertThat(object.headers().map())
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Content-Type", List.of("text/csv"))
                .containsEntry("Content-Disposition", List.of("attachment; filename=\"a_b.csv\""));
        assertThat(get(path, CREDENTIALS).body()).contains("<span>archived</span>");
        assertThat(get(path + "/object", null).statusCode()).isEqualTo(401);

        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key(key.replace("landing", "archive")));

        assertThat(get(path, CREDENTIALS).body())
                .contains("It cannot be downloaded: archive/birds/20260302T050000.000Z-a b.csv does not exist any more")
                .doesNotContain("<span>archived</span>");
        assertThat(get(path + "/object", CREDENTIALS))
                .satisfies(gone -> assertThat(gone.statusCode()).isEqualTo(410))
                .satisfies(
                        gone -> assertThat(gone.body()).contains("does not exist any more, or holds another object"));
        bucket.put(key.replace("landing", "archive"), "symbol\n");
        assertThat(get(path, CREDENTIALS).body()).contains("put there by somebody");

        String same = "landing/birds/same.csv";
        long first = recua.load(same, "symbol,name\n5,x\n").get("id").asLong();
        long second = recua.load(same, "symbol,name\n6,x\n").get("id").asLong();

        assertThat(get("/loads/" + first + "/object", CREDENTIALS).body())
                .contains("archive/birds/same.csv now holds the object of load " + second);
    }

    @Test
    void rejectedRowsAreShownInTheCharsetOfTheirFeed() throws Exception {
        String key = "landing/birds/20260301T050000.000Z-birds.csv";
        bucket.put(key, "symbol,name\n1,jilguero\nno number,piñón\n".getBytes(StandardCharsets.ISO_8859_1));

        long load = recua.settled(key).get("id").asLong();

        assertThat(get("/loads/" + load, CREDENTIALS).body()).contains("no number,piñón<");
    }

    @Test
    void asksForCredentialsAndTakesNoFormOfAnotherSite() throws Exception {
        assertThat(get("/", null).statusCode()).isEqualTo(401);
        assertThat(get("/init", null).statusCode()).isEqualTo(401);

        HttpResponse<String> answer =
                send(request("/feeds/genes/stop?task=INGEST", CREDENTIALS).POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(recua.get("/actuator/feeds/genes").at("/routes/ingest-genes").asText())
                .isEqualTo("Started");
    }

    @Test
    void draftsAFeedFromAnUploadedSample() throws Exception {
        String csv = "código;<b>nombre</b>;Alta\n1;<script>alert(1)</script>;31/12/2026\n2;;01/01/2026\n3;x;\n4\n";

        HttpResponse<String> drafted = upload("C:\\x\\<i>Año.csv", csv.getBytes(StandardCharsets.ISO_8859_1), true);

        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(drafted.body())
                .contains(
                        "unificado:\n      enabled: false",
                        "charset: windows-1252",
                        "key: [codigo]",
                        "CREATE TABLE `i_anio`",
                        "`alta` DATE NULL")
                .contains("from: &quot;&lt;b&gt;nombre&lt;/b&gt;&quot;", "<em class=\"null\">NULL</em>")
                .contains("3 of 4 rows would load.", "expected 3 fields but found 1")
                .doesNotContain("<b>", "<i>", "<script>alert");
        assertThat(upload("no.csv", "%PDF-1.7\n".getBytes(StandardCharsets.ISO_8859_1), true))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(422))
                .satisfies(refused -> assertThat(refused.body())
                        .contains("There are no settings for this file: the content is a PDF document"));
        assertThat(upload("rows.csv", csv.getBytes(StandardCharsets.ISO_8859_1), false)
                        .statusCode())
                .isEqualTo(403);
        assertThat(upload("rows.csv", new byte[6 << 20], true).statusCode()).isBetween(400, 499);
    }

    /** Sends the form of the page, as a browser does; without its token, another site may have sent it. */
    private static HttpResponse<String> upload(String name, byte[] content, boolean withToken) throws Exception {
        HttpResponse<String> form = get("/init", CREDENTIALS);
        String cookie = form.headers()
                .firstValue("Set-Cookie")
                .map(value -> value.replaceFirst(";.*", ""))
                .orElse("");
        String token = form.body().replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        String part = "--limit\r\nContent-Disposition: form-data; name=\"%s\"";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (withToken) {
            body.writeBytes((part.formatted("_csrf") + "\r\n\r\n" + token + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(
                (part.formatted("file") + "; filename=\"" + name + "\"\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--limit--\r\n".getBytes(StandardCharsets.UTF_8));
        return send(request("/init", CREDENTIALS)
                .header("Cookie", cookie)
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static HttpResponse<String> get(String path, String credentials) throws Exception {
        return send(request(path, credentials));
    }

    private static HttpRequest.Builder request(String path, String credentials) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + recua.port()).resolve(path));
        return credentials == null
                ? request
                : request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
