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

/** Opens a pool's connections with the credentials of now, and with newer ones if MySQL refuses them. */
final class Connections extends DelegatingDataSource {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int ACCESS_DENIED = 1045;

    /** To close a connection may take as long as what it hangs in. */
    private static final Executor ABORT = work -> {
        Thread thread = new Thread(work, "connection-abort");
        thread.setDaemon(true);
        thread.start();
    };

    private final Database database;
    private final Set<Connection> opened = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Connections(Database database, HikariConfig pool) {
        super(new DriverDataSource(
                pool.getJdbcUrl(), pool.getDriverClassName(), pool.getDataSourceProperties(), null, null));
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Credentials current = database.credentials();
        try {
            return open(current);
        } catch (SQLException e) {
            if (e.getErrorCode() != ACCESS_DENIED) {
                database.unreachable(e);
                throw e;
            }
            return open(database.renewed(current, e));
        }
    }

    private Connection open(Credentials credentials) throws SQLException {
        Connection connection = getConnection(credentials.userOrNull(), credentials.passwordOrNull());
        database.accepted();
        opened.add(connection);
        return connection;
    }

    /** Closes the connections without waiting for the statements that run on them, which fail. */
    void abort() {
        for (Connection connection : opened.toArray(Connection[]::new)) {
            try {
                connection.abort(ABORT);
            } catch (SQLException e) {
                log.debug("The connection is closed", e);
            }
        }
    }
}
