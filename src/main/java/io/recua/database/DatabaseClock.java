package io.recua.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads the clock of the database, which all instances share. The order of landed objects' keys depends on it, because
 * the clocks of hosts may differ.
 */
@Component
public class DatabaseClock {

    private final JdbcClient jdbc;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the current time with a precision of milliseconds. */
    public Instant now() {
        return jdbc.sql("select utc_timestamp(3) as now")
                .query((row, number) -> instant(row, "now"))
                .single();
    }

    /** Returns the instant in a column that this clock has written, which is DATETIME in UTC; null if the column is NULL. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        LocalDateTime utc = row.getObject(column, LocalDateTime.class);
        return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
    }
}
