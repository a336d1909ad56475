package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Opens the connections of a pool with the current credentials, and with new ones if MySQL refuses them. */
final class Connections extends DelegatingDataSource {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int ACCESS_DENIED = 1045;

    /** Runs each abort on its own thread, because closing a hung connection may block. */
    private static final Executor ABORT = task -> {
        Thread thread = new Thread(task, "connection-abort");
        thread.setDaemon(true);
        thread.start();
    };

    private final CurrentCredentials credentials;
    private final Set<Connection> opened = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Connections(CurrentCredentials credentials, HikariConfig pool) {
        super(new DriverDataSource(
                pool.getJdbcUrl(), pool.getDriverClassName(), pool.getDataSourceProperties(), null, null));
        this.credentials = credentials;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Credentials current = credentials.get();
        try {
            return open(current);
        } catch (SQLException e) {
            if (e.getErrorCode() != ACCESS_DENIED) {
                credentials.connectionFailed(e);
                throw e;
            }
            return open(credentials.renew(current, e));
        }
    }

    private Connection open(Credentials login) throws SQLException {
        Connection connection = getConnection(login.userOrNull(), login.passwordOrNull());
        credentials.connectionOpened();
        opened.add(connection);
        return connection;
    }

    /** Closes all connections without waiting. Statements that run on them fail. */
    void abort() {
        for (Connection connection : opened.toArray(Connection[]::new)) {
            try {
                connection.abort(ABORT);
            } catch (SQLException e) {
                log.debug("Cannot abort a connection", e);
            }
        }
    }
}
