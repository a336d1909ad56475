package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.testing.FailedStart;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A migration of the ledger that fails, or that another session holds up. */
@ExtendWith(OutputCaptureExtension.class)
class LedgerMigrationTest {

    private static final String FAILED =
            "Recua cannot start: database: the migration V9__dismissal_and_history.sql of the" + " ledger failed: ";

    private static final String AGAIN = "; then start again, and the migration runs from its beginning";

    private final TestDatabase database = TestDatabase.empty();
    private final TestBucket bucket = TestBucket.empty();
    private final JdbcClient jdbc = database.jdbc();
    private final String[] feed = RunningRecua.feed("genes", "genes", "symbol");

    LedgerMigrationTest() {
        jdbc.sql("create table genes (symbol int not null primary key)").update();
    }

    /** The ledger of an earlier version. */
    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .table("recua_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(version)
                .load()
                .migrate();
    }

    private String failedStart(CapturedOutput output) {
        return FailedStart.line(output, RunningRecua.arguments(bucket, database, feed));
    }

    private List<String> notes(String version) {
        return jdbc.sql("select concat(script, ' ', success) from recua_schema_history where version = ?")
                .param(version)
                .query(String.class)
                .list();
    }

    @Test
    void aMigrationThatFailedHalfWayRunsAgainAtEachStartUntilItSucceeds(CapturedOutput output) {
        migrateTo("8");
        jdbc.sql("alter table recua_load change started_at began datetime(3) not null")
                .update();

        for (int start = 0; start < 2; start++) {
            assertThat(failedStart(output))
                    .startsWith(FAILED + "MySQL reports: Key column 'started_at' doesn't exist in table")
                    .endsWith("; remove the cause" + AGAIN);
            assertThat(notes("9")).containsExactly("V9__dismissal_and_history.sql 0");
        }
        assertThat(jdbc.sql("select count(*) from information_schema.columns where table_schema = database()"
                                + " and table_name = 'recua_load' and column_name = 'dismissed_at'")
                        .query(Integer.class)
                        .single())
                .as("the first statement of V9 succeeded")
                .isEqualTo(1);
        jdbc.sql("alter table recua_load change began started_at datetime(3) not null")
                .update();

        try (RunningRecua recua = RunningRecua.start(bucket, database, feed)) {
            assertThat(recua.load("landing/genes/1.csv", "symbol\n1\n")
                            .get("inserted")
                            .asInt())
                    .isEqualTo(1);
        }
        assertThat(notes("9")).containsExactly("V9__dismissal_and_history.sql 1");
        assertThat(output)
                .contains("Repeating the migration V9__dismissal_and_history.sql of the ledger, which failed");
    }

    @Test
    void aMigrationWaitsForATransactionOfAnotherInstanceAndSaysSo(CapturedOutput output) throws Exception {
        migrateTo("11");
        try (Connection other = database.dataSource().getConnection()) {
            lockTheLoads(other);
            CompletableFuture<RunningRecua> start =
                    CompletableFuture.supplyAsync(() -> RunningRecua.start(bucket, database, feed));

            await().atMost(Duration.ofSeconds(60)).until(() -> output.getAll()
                    .matches("(?s).*The migration of the ledger has taken \\d+ s, last begun V12__newest_loads.sql;"
                            + " it changes a large table, or waits for another instance.*"));
            assertThat(start).isNotDone();
            other.commit();

            try (RunningRecua recua = start.get(60, TimeUnit.SECONDS)) {
                assertThat(notes("12")).containsExactly("V12__newest_loads.sql 1");
                assertThat(limits(recua.bean(Flyway.class).getConfiguration().getDataSource()))
                        .as("in seconds")
                        .isEqualTo(600);
            }
        }
    }

    @Test
    void aMigrationThatAnOperatorEndedRunsAgain(CapturedOutput output) throws Exception {
        migrateTo("8");
        try (Connection other = database.dataSource().getConnection()) {
            lockTheLoads(other);
            CompletableFuture<Void> ended = CompletableFuture.runAsync(
                    () -> jdbc.sql("kill query " + waiting()).update());

            assertThat(failedStart(output))
                    .startsWith(FAILED + "MySQL reports: Query execution was interrupted")
                    .endsWith("; find out what stops the statements, and raise their time limit" + AGAIN);
            ended.get(60, TimeUnit.SECONDS);
            other.commit();
        }

        try (RunningRecua recua = RunningRecua.start(bucket, database, feed)) {
            assertThat(notes("9")).containsExactly("V9__dismissal_and_history.sql 1");
            assertThat(recua.get("/actuator/loads").get("loads")).isEmpty();
        }
    }

    @Test
    void aFailedMigrationOfANewerVersionStaysAsItIs() {
        migrateTo("14");
        note(16, "99", "V99__later.sql");

        try (RunningRecua recua = RunningRecua.start(bucket, database, feed)) {
            assertThat(recua.get("/actuator/loads").get("loads")).isEmpty();
        }
        assertThat(notes("99")).containsExactly("V99__later.sql 0");
    }

    @Test
    void aFailedMigrationOfAnotherScriptStopsTheStart(CapturedOutput output) {
        migrateTo("12");
        note(14, "13", "V13__other.sql");

        assertThat(failedStart(output))
                .isEqualTo(
                        "Recua cannot start: database: the ledger does not fit this version of Recua: Detected failed"
                                + " migration to version 13 (other); if another instance migrates it now, start again, else start"
                                + " the version that migrated it last");

        assertThat(notes("13")).containsExactly("V13__other.sql 0");
    }

    private void note(int rank, String version, String script) {
        jdbc.sql("insert into recua_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) values (?, ?, 'other', 'SQL', ?, 1, 'recua', 1, 0)")
                .params(rank, version, script)
                .update();
    }

    /** As a lane does: a transaction that has read or written the table keeps others from changing it. */
    private static void lockTheLoads(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.executeQuery("select count(*) from recua_load");
        }
    }

    /** The id of the session that waits for the table. */
    private long waiting() {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> jdbc.sql("select id from information_schema.processlist"
                                        + " where state = 'Waiting for table metadata lock'")
                                .query(Long.class)
                                .optional()
                                .orElse(null),
                        id -> id != null);
    }

    private static int limits(DataSource connections) {
        return JdbcClient.create(connections)
                .sql("select @@session.lock_wait_timeout")
                .query(Integer.class)
                .single();
    }
}
