package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The one database, for every pool. When MySQL refuses the credentials, they are read again where they came from; as long
 * as they stay refused, MySQL and AWS are asked at growing intervals only, whatever the pools do.
 */
@Component
public class Database implements JdbcConnectionDetails {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ConfigurableEnvironment environment;
    private final JdbcUrl url;
    private final Map<String, String> encryption;

    private final List<Connections> connections = new CopyOnWriteArrayList<>();

    private volatile Credentials credentials;
    private volatile Refusal refusal;
    private volatile boolean away;
    private final OncePerMinute unreachable = new OncePerMinute();

    /** Why nobody asks until when, as of {@link System#nanoTime()}. */
    private record Refusal(SQLException reason, long until, BackOffExecution pauses) {}

    Database(ConfigurableEnvironment environment) {
        this.environment = environment;
        Settings now = Settings.of(environment);
        DatabaseSettings settings = new DatabaseSettings(now);
        Sourced address = settings.url();
        this.url = JdbcUrl.of(address.value());
        DriverProperties.check(url);
        this.encryption = new Encryption(now, url).properties();
        this.credentials = settings.credentials();
        log.info("Database: {}, {}", address, credentials);
    }

    /**
     * Makes a pool open its connections to this database, in the way that every pool needs; the pool's own properties of
     * the driver are to be complete.
     *
     * @param session variables of the pool's sessions besides those that every session has, such as {@code wait_timeout=120}
     */
    public void supply(HikariConfig pool, String session) {
        DriverProperties.supply(pool, url, session);
        encryption.forEach(pool::addDataSourceProperty);
        pool.setJdbcUrl(url.value());
        Connections opens = new Connections(this, pool);
        connections.add(opens);
        pool.setDataSource(opens);
        pool.setUsername(null);
        pool.setPassword(null);
    }

    /** Closes all connections of all pools, whatever runs on them. */
    void abortConnections() {
        connections.forEach(Connections::abort);
    }

    /**
     * Who asks now.
     *
     * @throws SQLException the last refusal, while it is too early to ask again
     */
    Credentials credentials() throws SQLException {
        Refusal last = refusal;
        if (last != null && System.nanoTime() - last.until() < 0) {
            throw last.reason();
        }
        return credentials;
    }

    /**
     * The credentials in place of those that MySQL refused.
     *
     * @throws SQLException if there are no others yet
     */
    synchronized Credentials renewed(Credentials refused, SQLException reason) throws SQLException {
        Credentials current = credentials();
        if (current != refused) {
            return current;
        }
        Credentials now;
        try {
            now = new DatabaseSettings(Settings.readAgain(environment)).credentials();
        } catch (RuntimeException e) {
            throw refuse(reason, "; they could not be read again: " + e.getMessage());
        }
        if (now.sameAs(refused)) {
            throw refuse(reason, "");
        }
        credentials = now;
        log.info("MySQL refused the credentials; goes on with those read again: {}", now);
        return now;
    }

    private SQLException refuse(SQLException reason, String trouble) {
        BackOffExecution pauses = refusal == null ? pauses() : refusal.pauses();
        long pause = pauses.nextBackOff();
        SQLException refused = new SQLInvalidAuthorizationSpecException(
                reason.getMessage() + ", with " + credentials + trouble,
                reason.getSQLState(),
                reason.getErrorCode(),
                reason);
        refusal = new Refusal(
                refused, System.nanoTime() + Duration.ofMillis(pause).toNanos(), pauses);
        log.warn("MySQL refuses the credentials, which are read again in {} ms: {}", pause, refused.getMessage());
        return refused;
    }

    /** MySQL opens no connection; the pools ask again and again, and who needs one says what waits for it. */
    void unreachable(SQLException reason) {
        away = true;
        if (unreachable.isDue()) {
            log.warn("MySQL opens no connection, and is asked again: {}", Cause.line(reason));
        }
    }

    /** MySQL took the credentials. */
    void accepted() {
        if (away) {
            away = false;
            log.info("MySQL opens connections again");
        }
        if (refusal != null) {
            refusal = null;
        }
    }

    private static BackOffExecution pauses() {
        ExponentialBackOff pauses = new ExponentialBackOff(1_000, 2);
        pauses.setMaxInterval(LONGEST_PAUSE.toMillis());
        return pauses.start();
    }

    @Override
    public String getJdbcUrl() {
        return url.value();
    }

    @Override
    public String getUsername() {
        return credentials.userOrNull();
    }

    @Override
    public String getPassword() {
        return credentials.passwordOrNull();
    }
}
