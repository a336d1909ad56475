package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.pause.Pause;
import io.recua.pause.Pauses;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Delivery;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** What an operator sees and does at the management port. */
@ExtendWith(OutputCaptureExtension.class)
class ControlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FEEDS = List.of("stopped", "fetched", "replayed", "refused", "dismissed");

    private static HttpSource source;
    private static TestDatabase database;
    private static TestBucket bucket;
    private static RunningRecua recua;

    /** What was answered; the body is {@code null} if there is none. */
    private record Reply(int status, JsonNode body) {}

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

    private static String[] settings() {
        Stream<String> feeds = FEEDS.stream()
                .flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id", "url=" + source.url("/rows.csv"))));
        return Stream.concat(
                        feeds,
                        Stream.of(
                                "recua.load.batch-rows=2",
                                "recua.fetch.retries=0",
                                "recua.users.vera.password=" + RunningRecua.PASSWORD,
                                "recua.users.vera.role=viewer"))
                .toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/actuator, 401, 200",
        "/actuator/actions, 401, 200",
        "/actuator/camelroutes, 401, 200",
        "/actuator/feeds, 401, 200",
        "/actuator/health, 401, 200",
        "/actuator/health/db, 401, 200",
        "/actuator/health/liveness, 200, 200",
        "/actuator/health/readiness, 200, 200",
        "/actuator/loads, 401, 200",
        "/actuator/prometheus, 401, 200"
    })
    void everythingButLivenessAndReadinessAsksForCredentials(String path, int anyone, int operator) {
        assertThat(get(recua.anyone(), path).status()).isEqualTo(anyone);
        assertThat(get(recua.operator(), path).status()).isEqualTo(operator);
    }

    @ParameterizedTest
    @CsvSource({
        "feeds/fetched, '{\"action\":\"pause\"}'",
        "feeds/none, '{\"action\":\"fetch\"}'",
        "loads/1, '{\"action\":\"replay\"}'",
        "camelroutes/ingest-fetched/stop, {}"
    })
    void aViewerLooksAndChangesNothing(String what, String body) {
        RestClient viewer = recua.user("vera", RunningRecua.PASSWORD);

        assertThat(get(viewer, "/actuator/" + what.replaceFirst("/.*", "")).status())
                .isEqualTo(200);
        Reply refused = post(viewer, "/actuator/" + what, body);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().get("message").asText())
                .isEqualTo("this user has the role viewer, which changes nothing; ask a user with the role operator");
        assertThat(feed("fetched").at("/paused").isEmpty()).isTrue();
        assertThat(feed("fetched").at("/routes/ingest-fetched").asText()).isEqualTo("Started");
    }

    @Test
    void thePortForPeopleHasNoActuatorAndAsksForCredentialsToo() {
        RestClient people = RestClient.create("http://127.0.0.1:" + recua.port());

        assertThat(get(people, "/actuator/loads").status()).isEqualTo(401);
        assertThat(get(people, "/actuator/health/liveness").status()).isEqualTo(401);
    }

    @Test
    void aLoadStopsBehindItsBatchAndGoesOnWhenItsRouteIsStarted(CapturedOutput log) throws Exception {
        CompletableFuture<Reply> stopped;
        try (Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into stopped values (7, 'uncommitted')");
            bucket.put("landing/stopped/1.csv", rows(50));
            await().atMost(PATIENCE).until(() -> count("stopped") == 6);
            stopped = CompletableFuture.supplyAsync(() -> route("ingest-stopped", "stop"));
            await().atMost(PATIENCE).until(() -> !isConsuming("ingest-stopped"));
            blocker.rollback();
        }

        assertThat(stopped.join().status()).isEqualTo(204);
        assertThat(count("stopped")).isBetween(7, 49);
        assertThat(feed("stopped").at("/routes/ingest-stopped").asText()).isEqualTo("Stopped");
        assertThat(feed("stopped").at("/lastLoad/status").asText()).isEqualTo("LOADING");
        assertThat(feed("stopped").at("/waiting/objects").asInt()).isEqualTo(1);
        assertThat(act("loads/" + feed("stopped").at("/lastLoad/id").asInt(), "replay")
                        .status())
                .isEqualTo(409);
        assertThat(log).contains("Stopped route ingest-stopped, requested by operator");

        assertThat(route("ingest-stopped", "start").status()).isEqualTo(204);

        assertThat(recua.settled("landing/stopped/1.csv").get("inserted").asInt())
                .isEqualTo(50);
        assertThat(log).contains("Started route ingest-stopped, requested by operator");
        assertThat(feed("stopped").at("/waiting/objects").asInt()).isZero();
    }

    @Test
    void eachRouteOfAFeedCanBeSuspendedAndResumed(CapturedOutput log) throws Exception {
        assertThat(route("ingest-refused", "suspend").status()).isEqualTo(204);
        assertThat(feed("refused").at("/routes/ingest-refused").asText()).isEqualTo("Suspended");

        assertThat(route("ingest-refused", "resume").status()).isEqualTo(204);
        assertThat(feed("refused").at("/routes").properties())
                .hasSize(2)
                .allSatisfy(route -> assertThat(route.getValue().asText()).isEqualTo("Started"));
        recua.bean(CamelContext.class).getRouteController().suspendRoute("fetch-refused");
        recua.bean(CamelContext.class).getRouteController().resumeRoute("fetch-refused");

        assertThat(log)
                .contains("Suspended route ingest-refused, requested by operator")
                .contains("Resumed route ingest-refused, requested by operator")
                .contains("Suspended route fetch-refused, requested by JMX or the system");
    }

    @Test
    void aRouteThatDoesNotExistIsNotStopped() {
        Reply reply = route("ingest-none", "stop");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body().get("message").asText()).isEqualTo("there is no route ingest-none");
    }

    @Test
    void theMBeansAreThoseOfTheRoutesAndControlThem() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String context =
                "org.apache.camel:context=" + recua.bean(CamelContext.class).getManagementName() + ",";
        ObjectName suspended = new ObjectName(context + "type=routes,name=\"fetch-stopped\"");
        ObjectName other = new ObjectName(context + "type=routes,name=\"fetch-fetched\"");

        server.invoke(suspended, "suspend", null, null);

        assertThat(server.getAttribute(suspended, "State")).isEqualTo("Suspended");
        assertThat(server.getAttribute(other, "State")).isEqualTo("Started");
        server.invoke(suspended, "resume", null, null);
        assertThat(server.getAttribute(suspended, "State")).isEqualTo("Started");
        assertThat(server.getAttribute(suspended, "RouteId")).isEqualTo("fetch-stopped");
        // One for each feed would be too many with a thousand feeds.
        for (String type : List.of("endpoints", "consumers", "producers")) {
            assertThat(server.queryNames(new ObjectName(context + "type=" + type + ",*"), null))
                    .isEmpty();
        }
        assertThat(server.queryNames(new ObjectName(context + "type=services,*"), null))
                .hasSizeLessThan(2 * FEEDS.size() * 2);
    }

    @Test
    void aFetchOutsideOfTheScheduleTellsWhatCameOfIt() {
        source.script(csv("id,v\n1,one\n").header("ETag", "\"1\""), Answer.of(304), Answer.of(404));

        fetch("LANDED");
        String landed = feed("fetched").at("/lastFetch/object").asText();
        recua.settled(landed);
        fetch("UNCHANGED");
        fetch("FAILED");

        assertThat(feed("fetched").at("/lastFetch/reason").asText()).contains("404");
        assertThat(feed("fetched").at("/lastLoad/object").asText()).isEqualTo(landed);
        assertThat(feed("fetched").at("/nextFetch").asText()).matches("\\d{4}-\\d\\d-\\d\\dT05:00:00Z");
        assertThat(source.requests().get(1).headers()).containsEntry("If-none-match", "\"1\"");
    }

    private static void fetch(String outcome) {
        assertThat(act("feeds/fetched", "fetch").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> feed("fetched").at("/lastFetch/outcome").asText().equals(outcome));
        await().atMost(PATIENCE).until(() -> !feed("fetched").get("fetching").asBoolean());
    }

    @Test
    void aFeedIsFetchedOnceAtATime() {
        source.script(csv("id,v\n11,one\n".repeat(4)).delivered(Delivery.DRIPPING), Answer.of(404));

        assertThat(act("feeds/replayed", "fetch").status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> feed("replayed").get("fetching").asBoolean());

        assertThat(act("feeds/replayed", "fetch"))
                .isEqualTo(new Reply(409, error("feed replayed is being fetched already")));
        await().atMost(PATIENCE).until(() -> !feed("replayed").get("fetching").asBoolean());
        assertThat(source.requests()).hasSize(1);
    }

    @Test
    void anArchivedObjectIsLoadedAgainAndItsRowsAreTheNewest() {
        JsonNode first = recua.load("landing/replayed/20260105T050003.123Z-rows.csv", "id,v\n1,old\n2,old\n");
        recua.load("landing/replayed/20260112T050003.123Z-rows.csv", "id,v\n1,new\n2,new\n");

        Reply reply = act("loads/" + first.get("id").asInt(), "replay");

        assertThat(reply.status()).isEqualTo(202);
        String landed = reply.body().get("object").asText();
        assertThat(landed).matches("landing/replayed/\\d{8}T\\d{6}\\.\\d{3}Z-rows\\.csv");
        JsonNode again = recua.settled(landed);
        assertThat(again.get("updated").asInt()).isEqualTo(2);
        assertThat(again.get("id").asInt()).isGreaterThan(first.get("id").asInt() + 1);
        assertThat(values("replayed", 1, 2)).containsExactly("old", "old");
        String archived = landed.replace("landing/", "archive/");
        assertThat(bucket.metadata(archived))
                .containsEntry("recua-replay-of", first.get("id").asText());
    }

    @Test
    void aRefusedObjectIsLoadedWhenItWasMended() {
        JsonNode refused = recua.load("landing/refused/1.csv", "nr,v\n1,one\n");
        assertThat(refused.get("status").asText()).isEqualTo("QUARANTINED");
        bucket.put("quarantine/refused/1.csv", "id,v\n1,one\n");

        Reply reply = act("loads/" + refused.get("id").asInt(), "replay");

        JsonNode again = recua.settled(reply.body().get("object").asText());
        assertThat(again.get("status").asText()).isEqualTo("LOADED");
        assertThat(values("refused", 1, 1)).containsExactly("one");
    }

    @Test
    void aRefusalIsDismissedAndTheNextOneShowsAgain() {
        String load = "loads/"
                + recua.load("landing/dismissed/1.csv", "nr,v\n1,one\n").get("id");
        Map<String, String> dismiss = Map.of("action", "dismiss", "reason", "a test");
        assertThat(act(load, "dismiss").status()).as("without a reason").isEqualTo(400);
        assertThat(feed("dismissed").at("/refused/id").asText()).isEqualTo(load.substring(6));

        Reply reply = post("/actuator/" + load, dismiss);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body().get("dismissedAt").asText()).startsWith("20");
        assertThat(feed("dismissed").get("refused").isNull()).isTrue();
        assertThat(post("/actuator/" + load, dismiss))
                .isEqualTo(
                        new Reply(409, error("the refusal of " + load.replace("s/", " ") + " is dismissed already")));
        JsonNode action = recua.get("/actuator/actions?feed=dismissed").at("/actions/0");
        assertThat(action.get("action").asText()).isEqualTo("DISMISS");
        assertThat(action.get("detail").asText()).isEqualTo("a test");
        assertThat(action.get("load").asText()).isEqualTo(load.substring(6));
        JsonNode later = recua.load("landing/dismissed/2.csv", "nr,v\n1,one\n");
        assertThat(feed("dismissed").at("/refused/id")).isEqualTo(later.get("id"));
        JsonNode loaded = recua.load("landing/dismissed/3.csv", "id,v\n1,one\n");
        assertThat(loaded.get("bytes").asInt()).isEqualTo(11);
        assertThat(post("/actuator/loads/" + loaded.get("id"), dismiss).status())
                .isEqualTo(409);
    }

    @Test
    void whoPausesLastHasPausedSinceThen() {
        Pauses pauses = recua.bean(Pauses.class);
        pauses.begin("fetched", Pause.Task.LOAD, "ana", "first");
        database.jdbc().sql("update recua_pause set since = '2020-01-01'").update();

        pauses.begin("fetched", Pause.Task.LOAD, "ben", null);

        JsonNode pause = feed("fetched").at("/paused/load");
        assertThat(pause.get("by").asText()).isEqualTo("ben");
        assertThat(pause.get("since").asText()).isGreaterThan("2026");
        assertThat(pause.get("reason").isNull()).isTrue();
        assertThat(pauses.end("fetched", Pause.Task.LOAD)).isTrue();
    }

    @Test
    void whatIsThereNoMoreIsNotLoadedAgain() {
        JsonNode first = recua.load("landing/refused/same.csv", "id,v\n2,two\n");
        JsonNode second = recua.load("landing/refused/same.csv", "id,v\n2,dos\n");
        String key = "archive/refused/same.csv";

        Reply replaced = act("loads/" + first.get("id").asInt(), "replay");
        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key(key));
        Reply removed = act("loads/" + second.get("id").asInt(), "replay");

        assertThat(replaced)
                .isEqualTo(new Reply(
                        410,
                        error(key + " now holds the object of load " + second.get("id")
                                + ", which had the same key; replay load " + second.get("id"))));
        assertThat(removed)
                .isEqualTo(new Reply(
                        410, error(key + ", the object of load " + second.get("id") + ", does not exist any more")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    feeds/none    | fetch  | 404 | there is no enabled feed none; the enabled feeds are [dismissed, fetched, refused, replayed, stopped]
                    feeds/fetched | replay | 400 | there is no action "replay" here; write "fetch" or "pause" or "resume"
                    feeds/fetched | resume | 409 | fetches and loads of feed fetched are not paused by an operator
                    loads/999999  | replay | 404 | there is no load 999999
                    loads/999999  | fetch  | 400 | there is no action "fetch" here; write "replay" or "dismiss"
                    """)
    void whatCannotBeDoneIsToldByStatusAndReason(String what, String action, int status, String reason) {
        assertThat(act(what, action)).isEqualTo(new Reply(status, error(reason)));
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> id + ",x\n")
                .collect(Collectors.joining("", "id,v\n", ""));
    }

    private static boolean isConsuming(String route) {
        return ((StatefulService) recua.bean(CamelContext.class).getRoute(route).getConsumer()).isStarted();
    }

    private static int count(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }

    private static List<String> values(String table, int from, int to) {
        return database.jdbc()
                .sql("select v from " + table + " where id between ? and ? order by id")
                .params(from, to)
                .query(String.class)
                .list();
    }

    private static JsonNode feed(String name) {
        return recua.get("/actuator/feeds/" + name);
    }

    private static Reply route(String id, String action) {
        return post("/actuator/camelroutes/" + id + "/" + action, Map.of());
    }

    private static Reply act(String what, String action) {
        return post("/actuator/" + what, Map.of("action", action));
    }

    private static Reply post(String path, Map<String, String> body) {
        return post(recua.operator(), path, body);
    }

    private static Reply post(RestClient user, String path, Object body) {
        return user.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange(
                        (request, answer) -> new Reply(answer.getStatusCode().value(), answer.bodyTo(JsonNode.class)));
    }

    private static Reply get(RestClient client, String path) {
        return client.get()
                .uri(path)
                .exchange((request, answer) -> new Reply(answer.getStatusCode().value(), null));
    }

    private static JsonNode error(String message) {
        return new ObjectMapper().valueToTree(Map.of("message", message));
    }
}
