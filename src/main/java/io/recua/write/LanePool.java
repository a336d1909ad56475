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
 * The lanes' own connections to the database. They commit by hand, read what is committed,
 * let MySQL refuse what it would otherwise coerce, and are ended by MySQL itself when their client is silent for as long
 * as a lease, so that a paused process does not keep its rows locked against its successor.
 *
 * <p>MySQL waits a year for somebody's LOCK TABLES, unless it is told otherwise.
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
        // An empty path refuses every file that a server asks for, but lets LOAD DATA LOCAL be agreed on.
        config.addDataSourceProperty("allowLoadLocalInfileInPath", "");
        config.addDataSourceProperty("rewriteBatchedStatements", "true");
        config.addDataSourceProperty("socketTimeout", "300000");
        database.configure(config, SESSION.formatted(Math.max(load.lease().toSeconds(), 15)));
        dataSource = new HikariDataSource(config);
    }

    public Connection connection() throws SQLException {
        return dataSource.getConnection();
    }

    @Override
    public void destroy() {
        dataSource.close();
    }
}
