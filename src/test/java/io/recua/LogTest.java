package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log as one JSON object a line, by which a load can be found. */
class LogTest {

    private static final String KEY = "landing/a/1.csv";
    private static final String JSON = "logging.structured.format.console=ecs";
    private static final List<String> FIELDS = List.of("feed", "loadId", "object", "route");
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void everyLineOfALoadNamesFeedLoadObjectAndRoute() throws Exception {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        TestBucket bucket = TestBucket.empty();
        try (RecuaProcess process = RecuaProcess.start(bucket, database, settings());
                Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into t values (1, 'uncommitted')");
            bucket.put(KEY, "id,v\n1,one\n");
            breakTheLanesConnection(database.jdbc());
            await().atMost(PATIENCE)
                    .until(() -> line(process, "writes its batch again").isPresent());
            blocker.rollback();
            await().atMost(PATIENCE).until(() -> line(process, "Loaded " + KEY).isPresent());
            bucket.put("landing/a/2.csv", "v\nno key\n");
            await().atMost(PATIENCE)
                    .until(() -> line(process, "Refused landing/a/2.csv").isPresent());

            assertThat(lines(process).filter(LogTest::isOfALoad))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(line -> assertThat(FIELDS).allMatch(line::has));
            assertNamed(line(process, "writes its batch again"), "1", KEY, "load");
            assertNamed(line(process, "Loaded " + KEY), "1", KEY, "load");
            assertNamed(line(process, "Refused landing/a/2.csv"), "2", "landing/a/2.csv", "ingest-end");
        }
    }

    private static String[] settings() {
        return Stream.concat(Stream.of(JSON), Stream.of(RunningRecua.feed("a", "t", "id")))
                .toArray(String[]::new);
    }

    /** It waits for the row that somebody else is writing. */
    private static void breakTheLanesConnection(JdbcClient jdbc) {
        Long lane = await().atMost(PATIENCE)
                .until(
                        () -> jdbc.sql("select id from information_schema.processlist where id <> connection_id()"
                                        + " and info like 'insert into%`t`%'")
                                .query(Long.class)
                                .optional()
                                .orElse(null),
                        id -> id != null);
        jdbc.sql("kill " + lane).update();
    }

    private static boolean isOfALoad(JsonNode line) {
        return line.at("/log/logger").asText().matches("io\\.recua\\.(csv|row|sort|write|load)\\..*")
                || line.at("/process/thread/name").asText().startsWith("load-")
                || line.path("message").asText().contains("landing/a/");
    }

    /** The last one may not be whole yet. */
    private Stream<JsonNode> lines(RecuaProcess process) throws IOException {
        String log = process.log();
        return log.substring(0, log.lastIndexOf('\n') + 1).lines().map(this::parsed);
    }

    private JsonNode parsed(String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private Optional<JsonNode> line(RecuaProcess process, String message) throws IOException {
        return lines(process)
                .filter(line -> line.path("message").asText().contains(message))
                .findFirst();
    }

    private static void assertNamed(Optional<JsonNode> line, String loadId, String object, String route) {
        assertThat(FIELDS.stream().map(field -> line.orElseThrow().path(field).asText()))
                .containsExactly("a", loadId, object, route);
    }

    @Test
    void onAwsTheLogIsJson() throws IOException {
        assertThat(new YamlPropertySourceLoader().load("aws", new ClassPathResource("application-aws.yaml")))
                .singleElement()
                .satisfies(aws -> assertThat(aws.getProperty("logging.structured.format.console"))
                        .isEqualTo("ecs"));
    }
}
