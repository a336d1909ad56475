package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.embedded.EmbeddedSettings;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The database's password changes in the middle of a load, and every connection made with the old one is ended. */
@ExtendWith(OutputCaptureExtension.class)
class RotationTest {

    private static final String OBJECT = "landing/samples/1-samples.csv";
    private static final int ROWS = 40_000;
    private static final String CSV = IntStream.range(0, ROWS)
            .mapToObj(i -> "K" + i + ",sample " + i)
            .collect(Collectors.joining("\n", "code,name\n", "\n"));

    /** It looks like a placeholder, and is none. */
    private static final String NEW_PASSWORD = "${rotated}-7Kx";

    private final EmbeddedSettings aws = TestBucket.SETTINGS;
    private TestDatabase database;
    private TestBucket bucket;
    private SingleConnectionDataSource connection;
    private JdbcClient operator;

    /** Where the password comes from. */
    enum Source {
        SECRET,
        PARAMETER,
        IMPORTED_SECRET
    }

    @BeforeEach
    void landTheObject() throws SQLException {
        aws.clear();
        database = TestDatabase.empty();
        connection = new SingleConnectionDataSource(database.dataSource().getConnection(), true);
        operator = JdbcClient.create(connection);
        operator.sql(
                        "create table samples (load_id bigint not null, load_batch bigint not null, load_row bigint not null, row_key binary(16) not null,"
                                + " code varchar(20), name varchar(40), primary key (load_id, load_batch, row_key), unique key (row_key))")
                .update();
        bucket = TestBucket.empty();
        bucket.put(OBJECT, CSV);
    }

    @AfterEach
    void takeTheOldPasswordBack() {
        changePassword(database.password());
        connection.destroy();
    }

    private void changePassword(String password) {
        String account = operator.sql("select concat('`', replace(current_user(), '@', '`@`'), '`')")
                .query(String.class)
                .single();
        operator.sql("alter user " + account + " identified by '" + password + "'")
                .update();
    }

    /** A rotation that waits for nobody. */
    private void rotate() {
        changePassword(NEW_PASSWORD);
        List<Long> others = operator.sql("select id from information_schema.processlist"
                        + " where user = substring_index(current_user(), '@', 1) and id <> connection_id()")
                .query(Long.class)
                .list();
        others.forEach(id -> {
            try {
                operator.sql("kill " + id).update();
            } catch (RuntimeException e) {
                // It ended by itself.
            }
        });
    }

    private void keep(Source source, String password) {
        switch (source) {
            case SECRET -> aws.parameter("/recua/db/secret", "prod/recua");
            case PARAMETER -> aws.encryptedParameter("/recua/db/password", password);
            case IMPORTED_SECRET -> {}
        }
        if (source == Source.PARAMETER) {
            aws.encryptedParameter("/recua/db/user", database.user());
        }
        aws.secret("prod/recua", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(database.user(), password));
    }

    private RunningRecua start(Source source) {
        aws.parameter("/recua/db/host", database.address().getHost());
        aws.parameter("/recua/db/port", Integer.toString(database.address().getPort()));
        aws.parameter("/recua/db/name", database.address().getPath().substring(1));
        String[] feed = RunningRecua.feed(
                "samples",
                "samples",
                "code",
                "recua.bucket=" + bucket.name(),
                "recua.poll-interval=100ms",
                "recua.load.batch-rows=500",
                "recua.feeds.unificado.enabled=false",
                source == Source.IMPORTED_SECRET
                        ? "spring.config.import=aws-secretsmanager:prod/recua?prefix=spring.datasource."
                        : "spring.config.import=");
        return RunningRecua.startOnAws(bucket, database, feed);
    }

    private void awaitCommits(int records) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(180))
                .until(
                        () -> operator.sql("select coalesce(max(last_record + committed_in_run), 0) from recua_lane")
                                .query(Long.class)
                                .single(),
                        last -> last >= records);
    }

    private long reads() {
        return aws.requests().size();
    }

    private void assertLoadedWhole(JsonNode load) {
        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        assertThat(load.get("inserted").asInt()).isEqualTo(ROWS);
        assertThat(operator.sql("select count(distinct code) from samples")
                        .query(Integer.class)
                        .single())
                .isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void theLoadGoesOnWithTheNewPasswordAsSoonAsItIsThere(Source source, CapturedOutput output) {
        keep(source, database.password());
        try (RunningRecua recua = start(source)) {
            awaitCommits(5_000);
            long before = reads();

            rotate();
            await().atMost(Duration.ofSeconds(20)).until(() -> reads() > before);
            assertThat(bucket.keys("landing/")).as("the load was cut off").containsExactly(OBJECT);
            keep(source, NEW_PASSWORD);

            assertLoadedWhole(recua.settled(OBJECT));
        }
        assertThat(output)
                .contains("read them again and continue with: user from")
                .doesNotContain(NEW_PASSWORD);
    }

    @Test
    void aPasswordThatStaysWrongIsSaidAndNotTriedInALoop(CapturedOutput output) {
        keep(Source.SECRET, database.password());
        try (RunningRecua recua = start(Source.SECRET)) {
            awaitCommits(5_000);
            long before = reads();
            long refused = refusedConnections();

            rotate();
            await().atMost(Duration.ofSeconds(30)).until(() -> output.getAll().contains("read again in 4000 ms"));

            assertThat(reads() - before).as("looks at AWS in 3 s").isLessThan(20);
            assertThat(refusedConnections() - refused)
                    .as("connections refused in 3 s")
                    .isLessThan(20);
            assertThat(output).contains("Access denied for user").contains("password from secret prod/recua");

            changePassword(database.password());
            assertLoadedWhole(recua.settled(OBJECT));
        }
    }

    private long refusedConnections() {
        return operator.sql("show global status like 'Aborted_connects'")
                .query((row, number) -> row.getLong("Value"))
                .single();
    }
}
