package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What becomes of an object whose load fails; the failures are thrown where the object is read. */
@CamelSpringBootTest
@SpringBootTest(classes = RecuaApplication.class)
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class ErrorPolicyTest {

    private static final String KEY = "landing/a/1.csv";
    private static final String CSV = "id,v\n1,one\n";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestBucket bucket;

    @Autowired
    private CamelContext camel;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    @Qualifier("waitingFeeds")
    private HealthIndicator waiting;

    /** What the next reads fail with; none fails if it is empty. */
    private final Deque<Exception> failures = new ConcurrentLinkedDeque<>();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        bucket = TestBucket.empty();
        for (String argument :
                RunningRecua.arguments(bucket, database, RunningRecua.feed("a", "t", "id", "recua.load.give-up=1s"))) {
            String[] setting = argument.substring(2).split("=", 2);
            registry.add(setting[0], () -> setting[1]);
        }
    }

    @BeforeEach
    void failWhereTheObjectIsRead() throws Exception {
        bucket.keys("").forEach(key -> bucket.s3()
                .deleteObject(r -> r.bucket(bucket.name()).key(key)));
        Stream.of("t", "recua_load", "recua_lane")
                .forEach(table -> jdbc.sql("delete from " + table).update());
        AdviceWith.adviceWith(
                camel, "load", route -> route.weaveById("load-get").before().process(exchange -> {
                    Exception failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                }));
    }

    static Stream<Arguments> faultsOfTheServer() {
        return Stream.of(
                Arguments.of(SdkClientException.create("the bucket is away"), "the bucket is away"),
                Arguments.of(
                        new SQLTransientConnectionException("HikariPool-1 - Connection is not available"),
                        "the connection to MySQL is lost; check that MySQL runs and can be reached"),
                Arguments.of(
                        new SQLSyntaxErrorException("INSERT command denied to user", "42000", 1142),
                        "INSERT command denied to user; grant the user the privileges that the table needs"),
                Arguments.of(new IOException("the network is away"), "the network is away"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheServer")
    void forAFaultOfTheServerTheObjectWaitsHoweverOftenAndSaysSoOnce(
            Exception failure, String reason, CapturedOutput output) {
        failures.addAll(Collections.nCopies(12, failure));

        bucket.put(KEY, CSV);

        await().atMost(PATIENCE).until(() -> failures.size() < 10);
        assertThat(load().get("error").toString()).contains(reason);
        assertThat(waiting.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(waiting.health().getDetails().get("a").toString()).contains(reason);
        await().atMost(PATIENCE).until(() -> bucket.keys("archive/"), List.of("archive/a/1.csv")::equals);
        assertThat(load())
                .containsEntry("status", "LOADED")
                .containsEntry("failures", 0)
                .containsEntry("error", null);
        assertThat(output.getOut().split("Waiting to load feed a", -1)).hasSize(2);
        assertThat(output.getOut()).doesNotContain("\tat ");
        await().until(() -> waiting.health().getStatus(), Status.UP::equals);
    }

    @Test
    void theLinesOfAFailureNameFeedLoadObjectAndRoute() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
        try {
            failures.add(new IOException("the network is away"));
            failures.add(new IllegalStateException("nobody foresaw this"));

            bucket.put(KEY, CSV);

            await().atMost(PATIENCE).until(() -> bucket.keys("archive/"), List.of("archive/a/1.csv")::equals);
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(line -> line.getFormattedMessage().replaceFirst("(Failed \\w+)(?s).*", "$1"))
                .containsExactly(
                        "Waiting to load feed a; nothing is lost, it goes on by itself: the network is away",
                        "Failed to");
        String id = jdbc.sql("select id from recua_load").query(String.class).single();
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                        .isEqualTo(Map.of("feed", "a", "loadId", id, "object", KEY, "route", "ingest-objects")));
    }

    @Test
    void anUnforeseenFailureLeavesTheObjectAndIsInTheLedgerUntilItLoads() {
        failures.addAll(Collections.nCopies(4, new IllegalStateException("nobody foresaw this")));

        bucket.put(KEY, CSV);

        await().pollInterval(Duration.ofMillis(10))
                .until(() -> jdbc.sql("select error from recua_load where status = 'LOADING'")
                        .query(String.class)
                        .list()
                        .toString()
                        .contains("nobody foresaw this"));
        await().atMost(PATIENCE).until(() -> bucket.keys("archive/"), List.of("archive/a/1.csv")::equals);
        assertThat(load())
                .containsEntry("status", "LOADED")
                .containsEntry("failures", 4)
                .containsEntry("error", null);
    }

    @Test
    void anUnexpectedErrorRefusesTheObjectOnlyWhenItHasComeAgainForAsLongAsTheSettingSays() {
        failures.addAll(Collections.nCopies(1_000, new IllegalStateException("nobody foresaw this")));

        bucket.put(KEY, CSV);

        await().atMost(PATIENCE).until(() -> bucket.keys(""), List.of("quarantine/a/1.csv")::equals);
        failures.clear();
        assertThat(load()).containsEntry("status", "QUARANTINED");
        assertThat(((Number) load().get("failures")).intValue()).isGreaterThanOrEqualTo(5);
        assertThat(jdbc.sql("select timestampdiff(microsecond, failing_since, finished_at) from recua_load")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(1_000_000);
        assertThat(load().get("error").toString()).contains("nobody foresaw this");
        assertThat(bucket.metadata("quarantine/a/1.csv").get("recua-reason")).contains("nobody foresaw this");
    }

    @Test
    void anUnexpectedErrorDuringTheMoveOfARefusedObjectDoesNotReplaceTheReason() throws Exception {
        AtomicBoolean moves = new AtomicBoolean();
        AdviceWith.adviceWith(camel, "ingest-end", route -> route.weaveById("ingest-quarantine")
                .before()
                .process(exchange -> {
                    if (!moves.getAndSet(true)) {
                        throw new IllegalStateException("nobody foresaw this");
                    }
                }));

        bucket.put(KEY, "v\nno key\n");

        await().atMost(PATIENCE).until(() -> bucket.keys(""), List.of("quarantine/a/1.csv")::equals);
        assertThat(load())
                .containsEntry("status", "QUARANTINED")
                .containsEntry("failures", 1)
                .containsEntry("error", bucket.metadata("quarantine/a/1.csv").get("recua-reason"));
        assertThat(load().get("error").toString()).doesNotContain("nobody foresaw this");
    }

    @Test
    void aRefusedObjectDoesNotStopTheNextOne() {
        bucket.put("landing/a/1.csv", "v\nno key\n");
        bucket.put("landing/a/2.csv", CSV);

        await().atMost(PATIENCE).until(() -> bucket.keys(""), List.of("archive/a/2.csv", "quarantine/a/1.csv")::equals);
    }

    private Map<String, Object> load() {
        return jdbc.sql("select status, failures, error from recua_load")
                .query()
                .singleRow();
    }
}
