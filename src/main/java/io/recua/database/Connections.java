package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Opens a pool's connections with the credentials of now, and with newer ones if MySQL refuses them. */
final class Connections extends DelegatingDataSource {

    private static final int ACCESS_DENIED = 1045;

    private final Database database;

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
        return connection;
    }
}
