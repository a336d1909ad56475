package io.recua.database;

import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** The credentials of all connections. Reads them again from their origin when MySQL refuses them. */
final class CurrentCredentials {

    private static final Logger log = LoggerFactory.getLogger(CurrentCredentials.class);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final ConfigurableEnvironment environment;
    private final OncePerMinute connectionFailures = new OncePerMinute();
    private volatile Credentials credentials;
    private volatile Refusal refusal;
    private volatile boolean unreachable;

    /**
     * The last refusal of the credentials.
     *
     * @param reason the exception for every connection attempt until {@code until}
     * @param until the {@link System#nanoTime()} of the next attempt
     * @param pauses the growing pauses between attempts
     */
    private record Refusal(SQLException reason, long until, BackOffExecution pauses) {}

    CurrentCredentials(Credentials credentials, ConfigurableEnvironment environment) {
        this.credentials = credentials;
        this.environment = environment;
    }

    /** Returns the credentials, even while MySQL refuses them. */
    Credentials current() {
        return credentials;
    }

    /**
     * Returns the current credentials.
     *
     * @throws SQLException the last refusal, until the next attempt is due
     */
    Credentials get() throws SQLException {
        Refusal last = refusal;
        if (last != null && System.nanoTime() - last.until() < 0) {
            throw last.reason();
        }
        return credentials;
    }

    /**
     * Returns new credentials in place of those that MySQL refused. Reads them again from their origin, unless another
     * thread has already done so.
     *
     * @param refused the credentials that MySQL refused
     * @param reason the error that MySQL returned
     * @throws SQLException if the credentials have not changed or cannot be read
     */
    synchronized Credentials renew(Credentials refused, SQLException reason) throws SQLException {
        Credentials current = get();
        if (current != refused) {
            return current;
        }
        Credentials renewed;
        try {
            renewed = new DatabaseSettings(Settings.readAgain(environment)).credentials();
        } catch (RuntimeException e) {
            throw refuse(reason, "; reading them again failed: " + e.getMessage());
        }
        if (renewed.sameAs(refused)) {
            throw refuse(reason, "");
        }
        credentials = renewed;
        log.info("MySQL refused the credentials; read them again and continue with: {}", renewed);
        return renewed;
    }

    private SQLException refuse(SQLException reason, String detail) {
        BackOffExecution pauses = refusal == null ? pauses() : refusal.pauses();
        long pause = pauses.nextBackOff();
        SQLException refused = new SQLInvalidAuthorizationSpecException(
                reason.getMessage() + ", with " + credentials + detail,
                reason.getSQLState(),
                reason.getErrorCode(),
                reason);
        refusal = new Refusal(
                refused, System.nanoTime() + Duration.ofMillis(pause).toNanos(), pauses);
        log.warn("MySQL refused the credentials; they are read again in {} ms: {}", pause, refused.getMessage());
        return refused;
    }

    /** Logs, at most once per minute, that no connection can be opened. The pools retry. */
    void connectionFailed(SQLException reason) {
        unreachable = true;
        if (connectionFailures.isDue()) {
            log.warn("Cannot connect to MySQL, retrying: {}", Cause.line(reason));
        }
    }

    /** Ends a failure of connections and a refusal of the credentials, after MySQL opened a connection. */
    void connectionOpened() {
        if (unreachable) {
            unreachable = false;
            log.info("Connected to MySQL again");
        }
        if (refusal != null) {
            refusal = null;
        }
    }

    private static BackOffExecution pauses() {
        ExponentialBackOff pauses = new ExponentialBackOff(1_000, 2);
        pauses.setMaxInterval(MAX_PAUSE.toMillis());
        return pauses.start();
    }
}
