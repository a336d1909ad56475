package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import io.recua.failure.Cause;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Migrates the ledger at the start, by Flyway:
 *
 * <ol>
 *   <li>On connections outside of the pool. A statement of a migration may run for as long as a large ledger needs, and waits
 *       {@value #LOCK_SECONDS} s for the transactions of other instances.
 *   <li>A migration that failed at an earlier start runs again. Flyway would refuse every later start, because MySQL cannot
 *       roll back what the migration has changed. But each statement of a migration leaves alone what is there.
 *   <li>One instance at a time: Flyway reads its history and runs a migration under a named lock of MySQL, and waits for that
 *       lock without a limit.
 * </ol>
 */
@Component
class LedgerMigration implements FlywayConfigurationCustomizer, FlywayMigrationStrategy {

    private static final Logger log = LoggerFactory.getLogger(LedgerMigration.class);

    /** While a migration waits for a table, the statements of all others wait behind it: so not for hours. */
    private static final int LOCK_SECONDS = 600;

    /** MySQL ends the session of a frozen host, which would hold Flyway's lock. */
    private static final String SESSION =
            "wait_timeout=120,innodb_lock_wait_timeout=20,lock_wait_timeout=" + LOCK_SECONDS;

    private static final int FIRST_LINE_SECONDS = 10;
    private static final int NEXT_LINE_SECONDS = 30;

    private final Database database;

    /** The script that was begun last; null before the first. */
    private volatile String script;

    LedgerMigration(Database database) {
        this.database = database;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        HikariConfig connections = new HikariConfig();
        database.configure(connections, SESSION);
        configuration.dataSource(connections.getDataSource()).callbacks(new BeforeEach());
    }

    /** Lifts the limit for an answer only while migrations run: a server that hangs must not block each start for ever. */
    private final class BeforeEach implements Callback {

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            script = context.getMigrationInfo().getScript();
            try {
                context.getConnection().setNetworkTimeout(Runnable::run, 0);
            } catch (SQLException e) {
                throw new FlywayException(e);
            }
        }

        @Override
        public String getCallbackName() {
            return "before-each";
        }
    }

    @Override
    public void migrate(Flyway flyway) {
        ScheduledExecutorService watch =
                Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("migration-watch-"));
        long began = System.nanoTime();
        watch.scheduleAtFixedRate(
                () -> logRunning(Duration.ofNanos(System.nanoTime() - began)),
                FIRST_LINE_SECONDS,
                NEXT_LINE_SECONDS,
                TimeUnit.SECONDS);
        try {
            forgetFailures(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw explained(e);
        } finally {
            watch.shutdownNow();
        }
    }

    private void logRunning(Duration time) {
        log.info(
                "The migration of the ledger has taken {} s, {}; it changes a large table, or waits for another instance",
                time.toSeconds(),
                script == null ? "and no script has begun" : "last begun " + script);
    }

    /**
     * Removes Flyway's notes of failed migrations that this version has. Those of other versions are theirs to repeat. If
     * another instance has repeated the migration meanwhile, its note of the success stays.
     */
    private static void forgetFailures(Flyway flyway) {
        JdbcClient jdbc = JdbcClient.create(flyway.getConfiguration().getDataSource());
        String history = flyway.getConfiguration().getTable();
        for (MigrationInfo migration : flyway.info().all()) {
            // The location is that of the script in this version, the name that of the script that failed.
            if (migration.getState() == MigrationState.FAILED
                    && migration.getPhysicalLocation().endsWith(migration.getScript())) {
                log.info("Repeating the migration {} of the ledger, which failed", migration.getScript());
                jdbc.sql("delete from `" + history + "` where installed_rank = ? and script = ? and success = 0")
                        .params(migration.getInstalledRank(), migration.getScript())
                        .update();
            }
        }
    }

    /** Leaves alone a failure to connect, or to make the history, which the start explains as those of the pool. */
    private RuntimeException explained(FlywayException failure) {
        Optional<SQLException> error = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
        if (error.isEmpty()) {
            return new MigrationException(
                    "the ledger does not fit this version of Recua: " + detail(failure.getMessage())
                            + "; if another instance migrates it now, start again, else start the version that migrated it"
                            + " last",
                    failure);
        }
        if (script == null) {
            return failure;
        }
        String reason = ServerFaultException.in(failure)
                .map(Throwable::getMessage)
                .orElseGet(() -> "MySQL reports: " + Cause.line(error.get()) + "; remove the cause");
        return new MigrationException(
                "the migration " + script + " of the ledger failed: " + reason
                        + "; then start again, and the migration runs from its beginning",
                failure);
    }

    /** Returns the second line of a message that has several: the first one says only that the validation failed. */
    private static String detail(String message) {
        return message.lines().skip(1).findFirst().orElse(message).strip().replaceFirst("[ .!]+$", "");
    }
}
