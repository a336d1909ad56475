package io.recua.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * What a contender is to do, as it travels on the command line of its JVM.
 *
 * @param url the database's JDBC URL, without parameters
 * @param server the process id of mysqld on this machine; 0 if it is elsewhere
 * @param file the CSV
 * @param rows its rows
 * @param variant what the contender's class does, where it does several things
 */
public record Job(String url, String user, String password, long server, Path file, long rows, String variant) {

    /** The job of a command line. */
    public static Job of(String[] arguments) {
        return new Job(
                arguments[0],
                arguments[1],
                arguments[2],
                Long.parseLong(arguments[3]),
                Path.of(arguments[4]),
                Long.parseLong(arguments[5]),
                arguments[6]);
    }

    List<String> arguments() {
        return List.of(url, user, password, Long.toString(server), file.toString(), Long.toString(rows), variant);
    }

    /** A connection; parameters such as {@code rewriteBatchedStatements=true}. */
    Connection connect(String... parameters) throws SQLException {
        return DriverManager.getConnection(url(parameters), user, password);
    }

    /** A pool of connections, as a Spring Boot application has it. */
    HikariDataSource pool(String... parameters) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(parameters));
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    private String url(String... parameters) {
        return parameters.length == 0 ? url : url + "?" + String.join("&", parameters);
    }
}
