package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.recua.control.PauseSwitch;
import io.recua.testing.DatabaseLink;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/** What is answered and logged while the database or the bucket is away. */
@ExtendWith(OutputCaptureExtension.class)
class OutageTest {

    private final TestDatabase database = TestDatabase.empty();
    private final TestBucket bucket = TestBucket.empty();

    private record Reply(int status, String body) {}

    private static Reply get(RestClient client, String path) {
        return client.get()
                .uri(path)
                .exchange((request, answer) -> new Reply(answer.getStatusCode().value(), answer.bodyTo(String.class)));
    }

    private RunningRecua start(DatabaseLink link, String... more) {
        database.jdbc()
                .sql("create table genes (symbol int not null primary key)")
                .update();
        return RunningRecua.start(
                bucket,
                database,
                RunningRecua.feed(
                        "genes",
                        "genes",
                        "symbol",
                        Stream.concat(
                                        Stream.of(
                                                "spring.datasource.url=" + link.url(),
                                                "spring.datasource.hikari.connection-timeout=500",
                                                "recua.load.lease=3s"),
                                        Stream.of(more))
                                .toArray(String[]::new)));
    }

    private static String people(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static RestClient people(RunningRecua recua) {
        return RestClient.builder()
                .baseUrl(people(recua.port()))
                .defaultHeaders(headers -> headers.setBasicAuth("operator", RunningRecua.PASSWORD))
                .build();
    }

    @Test
    void aDatabaseThatIsAwayIsToldInASentenceAndLoggedInALine(CapturedOutput output) throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link)) {
            assertThat(recua.load("landing/genes/1.csv", "symbol\n1\n")
                            .get("inserted")
                            .asInt())
                    .isEqualTo(1);
            int before = output.getAll().length();
            assertThat(get(people(recua), "/").body()).contains("1.csv").doesNotContain("outage");
            link.limits();

            for (String path :
                    List.of("/actuator/feeds", "/actuator/feeds/genes", "/actuator/loads", "/actuator/loads/1")) {
                assertThat(get(recua.operator(), path).status()).as(path).isEqualTo(503);
                assertThat(get(recua.operator(), path).body())
                        .startsWith("{\"message\":\"The database cannot be used now: ");
            }
            assertThat(get(people(recua), "/"))
                    .satisfies(page -> assertThat(page.status()).isEqualTo(200))
                    .satisfies(page -> assertThat(page.body())
                            .containsPattern(
                                    "The database cannot be used since [^(]* UTC \\(\\d+ s\\): the connection to"
                                            + " MySQL is lost; .*\\. The page shows its state of .* UTC\\.")
                            .contains("1.csv"));
            assertThat(get(people(recua), "/actions"))
                    .satisfies(page -> assertThat(page.status()).isEqualTo(503))
                    .satisfies(page -> assertThat(page.body())
                            .contains("The database cannot be used since ", ". Its state is not known."));
            for (int probe = 0; probe < 3; probe++) {
                assertThat(get(recua.anyone(), "/actuator/health/readiness").status())
                        .isEqualTo(503);
            }
            link.mend();
            await().atMost(Duration.ofSeconds(180)).until(() -> isUp(recua));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !get(people(recua), "/").body().contains("outage"));
            assertThat(recua.get("/actuator/loads").get("loads")).hasSize(1);

            String log = output.getAll().substring(before);
            assertThat(log).doesNotContain("\tat ");
            assertThat(log).contains("Cannot connect to MySQL, retrying: ");
            assertThat(log).contains("Connected to MySQL again");
            assertThat(log.lines().filter(line -> line.matches(".*(WARN|ERROR).*")))
                    .as(log)
                    .hasSizeLessThan(6);
        }
    }

    @Test
    void aRefusalIsToldWhileTheDatabaseIsAway() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link)) {
            get(people(recua), "/");
            link.limits();

            Reply refused = get(people(recua), "/feeds/none");

            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body())
                    .contains("there is no enabled feed none", "The database cannot be used since ")
                    .doesNotContain("Not done");
            assertThat(pause(recua, "/feeds/genes"))
                    .satisfies(page -> assertThat(page.status()).isEqualTo(503))
                    .satisfies(page -> assertThat(page.body())
                            .contains("Not done: The database cannot be used now: ", "<title>Feed genes")
                            .contains("value=\"a new column\""));
            assertThat(pause(recua, "/loads/7"))
                    .as("a page that was not shown before")
                    .satisfies(page -> assertThat(page.status()).isEqualTo(503))
                    .satisfies(page -> assertThat(page.body())
                            .contains("Not done: The database cannot be used now: ", "id=\"back\" href=\"/loads/7\""));
        }
    }

    /** Sends the form of the button Pause loads of a page, as a browser does. */
    private static Reply pause(RunningRecua recua, String page) {
        ResponseEntity<String> form =
                people(recua).get().uri("/init").retrieve().toEntity(String.class);
        String token = form.getBody().replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        return people(recua)
                .post()
                .uri("/feeds/genes/pause")
                .header("Cookie", form.getHeaders().getFirst("Set-Cookie").replaceFirst(";.*", ""))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body("what=LOAD&reason=a+new+column&to=" + page + "&_csrf=" + token)
                .exchange((request, answer) -> new Reply(answer.getStatusCode().value(), answer.bodyTo(String.class)));
    }

    private static boolean isUp(RunningRecua recua) {
        return get(recua.anyone(), "/actuator/health/readiness").status() == 200;
    }

    @Test
    void aDatabaseThatNeverAnswersIsToldWithinThreeSecondsWithTheLastState() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link)) {
            recua.load("landing/genes/1.csv", "symbol\n1\n");
            recua.load("landing/genes/2.csv", "symbol\n2\n");
            get(people(recua), "/");
            get(people(recua), "/loads/2");
            link.freeze();

            for (int visit = 0; visit < 3; visit++) {
                for (String path : List.of("/", "/feeds/genes", "/loads/1", "/loads/2")) {
                    assertThat(inTime(people(recua.port()), path))
                            .as(path)
                            .startsWith("200 ")
                            .containsPattern("The database does not answer since [^(]* UTC \\(\\d+ s\\)\\."
                                    + " The page shows its state of .* UTC\\.")
                            .contains(path.equals("/loads/1") ? "1.csv" : "2.csv");
                }
            }
            assertThat(inTime(people(recua.port()), "/actions"))
                    .startsWith("503 ")
                    .contains("The database does not answer since ", "Its state is not known.");
            for (String path :
                    List.of("/actuator/feeds", "/actuator/loads", "/actuator/loads/1", "/actuator/actions")) {
                assertThat(inTime(recua.management(), path))
                        .isEqualTo("503 {\"message\":\"The database cannot be used now: it has not answered within"
                                + " 2 seconds; check that it runs and can be reached\"}");
            }
            assertThat(inTime(recua.management(), "/actuator/health/readiness")).startsWith("503 ");
            assertThat(inTime(recua.management(), "/actuator/health"))
                    .startsWith("503 ")
                    .contains("The database cannot be used now: ");
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("read-database-")))
                    .hasSizeLessThanOrEqualTo(6);
            // Recua stops at once when the connections break.
            link.limits();
        }
    }

    @Test
    void aQueryThatIsTooSlowIsToldToItsUserAloneAndCancelled() throws Exception {
        String slow =
                "The database answers, but not to this request within 2 seconds; narrow the filter, if there is one, or"
                        + " try again later";
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link);
                Connection other = database.dataSource().getConnection();
                Statement locks = other.createStatement()) {
            recua.load("landing/genes/1.csv", "symbol\n1\n");
            get(people(recua), "/actions");
            locks.execute("lock tables recua_action write, recua_month write");

            assertThat(inTime(people(recua.port()), "/actions"))
                    .startsWith("200 ")
                    .containsPattern(slow + "\\. The page shows its state of .* UTC\\.");
            assertThat(inTime(people(recua.port()), "/feeds/genes/history"))
                    .startsWith("503 ")
                    .contains(slow)
                    .doesNotContain("hx-get");
            assertThat(inTime(recua.management(), "/actuator/actions")).isEqualTo("503 {\"message\":\"" + slow + "\"}");
            for (String path : List.of("/", "/feeds/genes", "/loads/1")) {
                assertThat(inTime(people(recua.port()), path))
                        .startsWith("200 ")
                        .contains("1.csv")
                        .doesNotContain("refusal outage");
            }
            assertThat(blocked()).as("queries that wait").isPositive();
            // Less than lock_wait_timeout, which would end them too.
            await().atMost(Duration.ofSeconds(12)).until(() -> blocked() == 0);
            locks.execute("unlock tables");

            assertThat(inTime(people(recua.port()), "/actions"))
                    .startsWith("200 ")
                    .doesNotContain("refusal outage");
        }
    }

    private int blocked() {
        return database.jdbc()
                .sql("select count(*) from information_schema.processlist"
                        + " where state = 'Waiting for table metadata lock'")
                .query(Integer.class)
                .single();
    }

    /** Returns status and body; fails if they take three seconds. */
    private static String inTime(String address, String path) throws Exception {
        return inTime(address, path, request -> request);
    }

    private static String inTime(String address, String path, UnaryOperator<HttpRequest.Builder> method)
            throws Exception {
        String credentials = Base64.getEncoder()
                .encodeToString(("operator:" + RunningRecua.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        method.apply(HttpRequest.newBuilder(URI.create(address + path))
                                        .header("Authorization", "Basic " + credentials)
                                        .timeout(Duration.ofSeconds(3)))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void aBucketThatNeverAnswersIsToldWithinThreeSecondsBesideTheCurrentLedger() throws Exception {
        URI s3 = URI.create(System.getProperty("aws.endpointUrl"));
        try (DatabaseLink link = DatabaseLink.to(s3);
                DatabaseLink toDatabase = DatabaseLink.to(database);
                RunningRecua recua =
                        start(toDatabase, "spring.cloud.aws.s3.endpoint=http://127.0.0.1:" + link.port())) {
            recua.load("landing/genes/1.csv", "symbol\n1\nx\n");
            link.freeze();
            recua.bean(PauseSwitch.class).pause("genes", PauseSwitch.What.LOAD, "no bucket");

            for (String path : List.of("/", "/feeds/genes", "/loads/1")) {
                assertThat(inTime(people(recua.port()), path))
                        .startsWith("200 ")
                        .contains("The bucket does not answer since ")
                        .contains(path.equals("/loads/1") ? "archive/genes/1.csv" : "no bucket");
            }
            assertThat(inTime(recua.management(), "/actuator/feeds"))
                    .startsWith("503 {\"message\":\"The bucket cannot be used now: it has not answered");
            assertThat(inTime(recua.management(), "/actuator/loads")).startsWith("200 ");
            String silent = "The bucket cannot be used now: it has not answered within 2 seconds";
            assertThat(inTime(recua.management(), "/actuator/health/readiness")).startsWith("503 ");
            assertThat(inTime(recua.management(), "/actuator/health"))
                    .startsWith("503 ")
                    .contains(silent);
            for (String file : List.of("/loads/1/object", "/loads/1/rejected.csv")) {
                assertThat(inTime(people(recua.port()), file))
                        .startsWith("503 ")
                        .contains(silent);
            }
            assertThat(inTime(recua.management(), "/actuator/loads/1", request -> request.header(
                                    "Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"action\":\"replay\"}"))))
                    .startsWith("503 {\"message\":\"" + silent);
            link.thaw();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> inTime(people(recua.port()), "/loads/1/object").startsWith("200 "));
            assertThat(bucket.keys("landing/")).as("a replay that was refused").isEmpty();
        }
    }

    @Test
    void aBucketThatIsAwayIsToldInASentence(CapturedOutput output) throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link)) {
            int before = output.getAll().length();
            bucket.s3().deleteBucket(request -> request.bucket(bucket.name()));

            Reply feeds = get(recua.operator(), "/actuator/feeds");
            assertThat(feeds.status()).isEqualTo(503);
            assertThat(feeds.body())
                    .startsWith("{\"message\":\"The bucket cannot be used now: ")
                    .contains("; check recua.bucket, the region, AWS_ENDPOINT_URL, the network and the permissions");
            assertThat(get(people(recua), "/"))
                    .satisfies(page -> assertThat(page.status()).isEqualTo(200))
                    .satisfies(page -> assertThat(page.body()).contains("The bucket cannot be used since "));
            JsonNode loads = recua.get("/actuator/loads");
            assertThat(loads.get("loads")).isEmpty();

            assertThat(output.getAll().substring(before)).doesNotContain("\tat ");
        }
    }

    @Test
    void aBucketThatGoesAwayDuringTheStartIsAskedForOnceAndDoesNotEndIt() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        HttpServer s3 = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        s3.createContext("/", request -> {
            boolean there = request.getRequestMethod().equals("HEAD") && looks.incrementAndGet() == 1;
            request.sendResponseHeaders(there ? 200 : 503, -1);
            request.close();
        });
        s3.start();
        String endpoint = "spring.cloud.aws.s3.endpoint=http://127.0.0.1:"
                + s3.getAddress().getPort();
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link, endpoint)) {
            assertThat(looks).hasValue(1);
            assertThat(get(recua.anyone(), "/actuator/health/liveness").status())
                    .isEqualTo(200);
            assertThat(get(recua.anyone(), "/actuator/health/readiness").status())
                    .isEqualTo(503);
        } finally {
            s3.stop(0);
        }
    }
}
