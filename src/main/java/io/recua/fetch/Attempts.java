package io.recua.fetch;

import io.recua.database.DatabaseClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads from the ledger the result of each feed's last fetch, over all instances. */
@Component
public class Attempts {

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The result of a fetch. */
    public enum Outcome {
        /** New content is under {@code landing/}. */
        LANDED,
        /** The source has the content that landed last. */
        UNCHANGED,
        /** Nothing landed. */
        FAILED
    }

    /**
     * One fetch, including all its retries.
     *
     * @param object the key of the object that landed; null if none did
     * @param reason why the fetch failed, or a remark on the content that landed; null if there is neither
     */
    public record Attempt(String feed, Instant endedAt, Outcome outcome, String object, String reason) {}

    /** Returns the last fetch of each feed by the feed's name; feeds that were never fetched are missing. */
    public Map<String, Attempt> last() {
        return jdbc.sql("select * from recua_attempt").query(Attempts::attempt).list().stream()
                .collect(Collectors.toMap(Attempt::feed, attempt -> attempt));
    }

    private static Attempt attempt(ResultSet row, int number) throws SQLException {
        return new Attempt(
                row.getString("feed"),
                DatabaseClock.instant(row, "ended_at"),
                Outcome.valueOf(row.getString("outcome")),
                row.getString("object_key"),
                row.getString("reason"));
    }
}
