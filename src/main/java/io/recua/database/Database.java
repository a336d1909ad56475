package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/**
 * Provides the address, encryption and credentials of the database to all connection pools. When MySQL refuses the
 * credentials, they are read again from their origin. While MySQL still refuses them, MySQL and AWS are contacted only
 * at growing intervals, however often the pools try. Thread-safe.
 */
@Component
public class Database implements JdbcConnectionDetails {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final JdbcUrl url;
    private final Map<String, String> encryption;

    private final List<Connections> connections = new CopyOnWriteArrayList<>();

    private final CurrentCredentials credentials;

    Database(ConfigurableEnvironment environment) {
        Settings current = Settings.of(environment);
        DatabaseSettings settings = new DatabaseSettings(current);
        SettingValue address = settings.url();
        this.url = JdbcUrl.of(address.value());
        DriverProperties.check(url);
        this.encryption = new Encryption(current, url).properties();
        this.credentials = new CurrentCredentials(settings.credentials(), environment);
        log.info("Database: {}, {}", address, credentials.current());
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
        Connections source = new Connections(credentials, pool);
        connections.add(source);
        pool.setDataSource(source);
        pool.setUsername(null);
        pool.setPassword(null);
    }

    /** Closes all connections of all pools. Statements that run on them fail. */
    void abortConnections() {
        connections.forEach(Connections::abort);
    }

    @Override
    public String getJdbcUrl() {
        return url.value();
    }

    @Override
    public String getUsername() {
        return credentials.current().userOrNull();
    }

    @Override
    public String getPassword() {
        return credentials.current().passwordOrNull();
    }
}
