package io.recua.fetch;

import io.recua.database.DatabaseClock;
import io.recua.fetch.Attempts.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The last fetches of each feed in the ledger. */
@Component
public class FetchHistory {

    /** The number of fetches that are kept of each feed. */
    private static final int KEPT = 100;

    private final JdbcClient jdbc;

    FetchHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A fetch that has ended, including all its retries.
     *
     * @param slot the slot of the schedule, or the instant at which an operator started it, as ISO 8601 in UTC
     * @param seconds how long it took
     * @param bytes the size of the object that landed; null if none did
     * @param object the key of that object; null if none landed
     * @param reason why the fetch failed, or a remark on the content that landed; null if there is neither
     */
    public record Fetch(
            String slot, Instant endedAt, double seconds, Outcome outcome, Long bytes, String object, String reason) {}

    /** Adds the feed's last attempt, in the transaction that has written it to {@code recua_attempt}. */
    void add(String feed, String slot, long millis, Long bytes) {
        jdbc.sql(
                        "insert into recua_fetch_history (feed, slot, ended_at, millis, outcome, bytes, object_key, reason)"
                                + " select feed, ?, ended_at, ?, outcome, ?, object_key, reason from recua_attempt where feed = ?")
                .params(Arrays.asList(slot, millis, bytes, feed))
                .update();
        jdbc.sql("delete from recua_fetch_history where feed = ? and id < (select id from"
                        + " (select id from recua_fetch_history where feed = ? order by id desc limit 1 offset "
                        + (KEPT - 1) + ") kept)")
                .params(feed, feed)
                .update();
    }

    /** Returns whether a fetch of this slot has failed since the last fetch of the feed that succeeded. */
    boolean hasFailed(String feed, String slot) {
        return jdbc.sql(
                        "select exists (select 1 from recua_fetch_history where feed = ? and slot = ? and outcome = ?"
                                + " and id > coalesce((select max(id) from recua_fetch_history where feed = ? and outcome <> ?), 0))")
                .params(feed, slot, Outcome.FAILED.name(), feed, Outcome.FAILED.name())
                .query(Boolean.class)
                .single();
    }

    /** Returns whether this object came by a fetch: one of the last fetches of the feed, or the last one that landed an object. */
    public boolean hasLanded(String feed, String object) {
        return jdbc.sql("select exists (select 1 from recua_fetch_history where feed = ? and object_key = ?)"
                        + " or exists (select 1 from recua_fetch where feed = ? and object_key = ?)")
                .params(feed, object, feed, object)
                .query(Boolean.class)
                .single();
    }

    /** Returns the last fetches of a feed, newest first. */
    public List<Fetch> last(String feed, int limit) {
        return jdbc.sql("select * from recua_fetch_history where feed = ? order by id desc limit ?")
                .params(feed, limit)
                .query(FetchHistory::fetch)
                .list();
    }

    private static Fetch fetch(ResultSet row, int number) throws SQLException {
        return new Fetch(
                row.getString("slot"),
                DatabaseClock.instant(row, "ended_at"),
                row.getLong("millis") / 1000.0,
                Outcome.valueOf(row.getString("outcome")),
                row.getObject("bytes", Long.class),
                row.getString("object_key"),
                row.getString("reason"));
    }
}
