package io.recua.ingest;

import io.recua.database.DatabaseClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the feeds that are refused: their last refused object is later than the last one that was loaded, and nobody has
 * dismissed it.
 */
@Component
public class Refusals {

    /** Selects the id of the last refused load of each such feed. */
    public static final String IDS = "select q.id from"
            + " (select feed, max(id) id from recua_load where status = 'QUARANTINED' group by feed) q"
            + " join recua_load r on r.id = q.id left join"
            + " (select feed, max(id) id from recua_load where status = 'LOADED' group by feed) s"
            + " on s.feed = q.feed where r.dismissed_at is null and (s.id is null or s.id < q.id)";

    private final JdbcClient jdbc;

    Refusals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns when the last object of each refused feed was refused, by the feed's name. */
    Map<String, Instant> times() {
        Map<String, Instant> times = new HashMap<>();
        jdbc.sql("select l.feed, l.finished_at from recua_load l join (" + IDS + ") refused on refused.id = l.id")
                .query(row -> {
                    times.put(row.getString("feed"), DatabaseClock.instant(row, "finished_at"));
                });
        return times;
    }
}
