package io.recua.fetch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What came of the last fetch of each feed, over all instances, in the ledger. */
@Component
public class Attempts {

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What came of a fetch. */
    public enum Outcome {
        /** Something new is in the landing place. */
        LANDED,
        /** The source has what was landed last. */
        UNCHANGED,
        /** Nothing landed. */
        FAILED
    }

    /**
     * A fetch with all of its retries.
     *
     * @param object the key of what landed; null if nothing did
     * @param reason why it failed, or what to know of what landed; null if there is nothing to say
     */
    public record Attempt(String feed, Instant endedAt, Outcome outcome, String object, String reason) {}

    /** The last fetch of each feed that was fetched ever. */
    public Map<String, Attempt> last() {
        return jdbc.sql("select * from recua_attempt").query(Attempts::attempt).list().stream()
                .collect(Collectors.toMap(Attempt::feed, attempt -> attempt));
    }

    private static Attempt attempt(ResultSet row, int number) throws SQLException {
        return new Attempt(
                row.getString("feed"),
                row.getObject("ended_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                Outcome.valueOf(row.getString("outcome")),
                row.getString("object_key"),
                row.getString("reason"));
    }
}
