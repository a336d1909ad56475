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
 * Provides the address, encryption and credentials of the database to all connection pools. When MySQL refuses the
 * credentials, they are read again from their origin. While MySQL still refuses them, MySQL and AWS are contacted only
 * at growing intervals, however often the pools try. Thread-safe.
 */
@Component
public class Database implements JdbcConnectionDetails {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final ConfigurableEnvironment environment;
    private final JdbcUrl url;
    private final Map<String, String> encryption;

    private final List<Connections> connections = new CopyOnWriteArrayList<>();

    private volatile Credentials credentials;
    private volatile Refusal refusal;
    private volatile boolean unreachable;
    private final OncePerMinute connectionFailures = new OncePerMinute();

    /**
     * The last refusal of the credentials.
     *
     * @param reason the exception for every connection attempt until {@code until}
     * @param until the {@link System#nanoTime()} of the next attempt
     * @param pauses the growing pauses between attempts
     */
    private record Refusal(SQLException reason, long until, BackOffExecution pauses) {}

    Database(ConfigurableEnvironment environment) {
        this.environment = environment;
        Settings current = Settings.of(environment);
        DatabaseSettings settings = new DatabaseSettings(current);
        SettingValue address = settings.url();
        this.url = JdbcUrl.of(address.value());
        DriverProperties.check(url);
        this.encryption = new Encryption(current, url).properties();
        this.credentials = settings.credentials();
        log.info("Database: {}, {}", address, credentials);
    }

    /**
     * Configures a pool to open its connections to this database, with the driver properties that all pools need. Call
     * it after all other driver properties of the pool are set.
     *
     * @param pool the configuration of the pool
     * @param session additional session variables of the pool, such as {@code wait_timeout=120}
     */
    public void configure(HikariConfig pool, String session) {
        DriverProperties.configure(pool, url, session);
        encryption.forEach(pool::addDataSourceProperty);
        pool.setJdbcUrl(url.value());
        Connections source = new Connections(this, pool);
        connections.add(source);
        pool.setDataSource(source);
        pool.setUsername(null);
        pool.setPassword(null);
    }

    /** Closes all connections of all pools. Statements that run on them fail. */
    void abortConnections() {
        connections.forEach(Connections::abort);
    }

    /**
     * Returns the current credentials.
     *
     * @throws SQLException the last refusal, until the next attempt is due
     */
    Credentials credentials() throws SQLException {
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
    synchronized Credentials renewCredentials(Credentials refused, SQLException reason) throws SQLException {
        Credentials current = credentials();
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
