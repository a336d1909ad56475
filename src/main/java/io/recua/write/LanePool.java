package io.recua.write;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.recua.config.LoadProperties;
import io.recua.config.RecuaProperties;
import io.recua.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Pools the connections that only the lanes use. Their sessions have four properties:
 *
 * <ul>
 *   <li>They do not commit automatically and read committed data.
 *   <li>MySQL rejects values that it would otherwise coerce.
 *   <li>MySQL ends a session whose client is silent for as long as a lease. A paused process thus does not keep rows
 *       locked against the instance that continues its load.
 *   <li>Waits for locks end after 20 seconds. By default, MySQL waits a year for LOCK TABLES of another session.
 * </ul>
 */
@Component
public class LanePool implements DisposableBean {

    private static final String SESSION =
            "wait_timeout=%1$d,net_read_timeout=%1$d,innodb_lock_wait_timeout=20,lock_wait_timeout=20";

    private final HikariDataSource dataSource;

    LanePool(Database database, RecuaProperties properties) {
        LoadProperties load = properties.load();
        HikariConfig config = new HikariConfig();
        config.setPoolName("lanes");
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(load.writers() * load.concurrency());
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("useAffectedRows", "true");
        // Enables LOAD DATA LOCAL in the protocol. The empty path refuses every file that a server may request.
        config.addDataSourceProperty("allowLoadLocalInfileInPath", "");
        config.addDataSourceProperty("rewriteBatchedStatements", "true");
        config.addDataSourceProperty("socketTimeout", "300000");
        // Does not set net_write_timeout for each streamed result, which would be a statement more.
        config.addDataSourceProperty("netTimeoutForStreamingResults", "0");
        database.configure(config, SESSION.formatted(Math.max(load.lease().toSeconds(), 15)));
        dataSource = new HikariDataSource(config);
    }

    /** Returns a connection from the pool; the caller must close it. */
    public Connection connection() throws SQLException {
        return dataSource.getConnection();
    }

    @Override
    public void destroy() {
        dataSource.close();
    }
}
