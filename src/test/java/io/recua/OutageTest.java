package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.recua.testing.DatabaseLink;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
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
                Stream.of(
                                RunningRecua.feed(
                                        "genes",
                                        "genes",
                                        "symbol",
                                        "spring.datasource.url=" + link.url(),
                                        "spring.datasource.hikari.connection-timeout=500",
                                        "recua.load.lease=3s"),
                                more)
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    private static RestClient people(RunningRecua recua) {
        return RestClient.builder()
                .baseUrl("http://127.0.0.1:" + recua.port())
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
            link.limits();

            for (String path :
                    List.of("/actuator/feeds", "/actuator/feeds/genes", "/actuator/loads", "/actuator/loads/1")) {
                assertThat(get(recua.operator(), path).status()).as(path).isEqualTo(503);
                assertThat(get(recua.operator(), path).body())
                        .startsWith("{\"error\":\"The database cannot be used now: ");
            }
            assertThat(get(people(recua), "/").status()).isEqualTo(503);
            assertThat(get(people(recua), "/").body()).contains("The database cannot be used now: ");
            for (int probe = 0; probe < 3; probe++) {
                assertThat(get(recua.anyone(), "/actuator/health/readiness").status())
                        .isEqualTo(503);
            }
            link.mend();
            await().atMost(Duration.ofSeconds(180)).until(() -> isUp(recua));

            String log = output.getAll().substring(before);
            assertThat(log).doesNotContain("\tat ");
            assertThat(log).contains("Cannot connect to MySQL, retrying: ");
            assertThat(log).contains("Connected to MySQL again");
            assertThat(log.lines().filter(line -> line.matches(".*(WARN|ERROR).*")))
                    .as(log)
                    .hasSizeLessThan(6);
        }
    }

    private static boolean isUp(RunningRecua recua) {
        return get(recua.anyone(), "/actuator/health/readiness").status() == 200;
    }

    @Test
    void aBucketThatIsAwayIsToldInASentence(CapturedOutput output) throws Exception {
        try (DatabaseLink link = DatabaseLink.to(database);
                RunningRecua recua = start(link)) {
            int before = output.getAll().length();
            bucket.s3().deleteBucket(request -> request.bucket(bucket.name()));

            Reply feeds = get(recua.operator(), "/actuator/feeds");
            assertThat(feeds.status()).isEqualTo(503);
            assertThat(feeds.body()).startsWith("{\"error\":\"The bucket cannot be used now: ");
            assertThat(get(people(recua), "/").status()).isEqualTo(503);
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
