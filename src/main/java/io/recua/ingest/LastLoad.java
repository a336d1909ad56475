package io.recua.ingest;

import io.recua.database.DatabaseClock;
import io.recua.table.Tables;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the last object that each feed has loaded, and the last one that was refused since. */
@Component
public class LastLoad {

    /**
     * Selects the id of the last refused load of each feed that is refused: it has loaded no later object, and nobody has
     * dismissed the refusal.
     */
    public static final String REFUSED = "select q.id from"
            + " (select feed, max(id) id from recua_load where status = 'QUARANTINED' group by feed) q"
            + " join recua_load r on r.id = q.id left join"
            + " (select feed, max(id) id from recua_load where status = 'LOADED' group by feed) s"
            + " on s.feed = q.feed where r.dismissed_at is null and (s.id is null or s.id < q.id)";

    /** The index finds the newest loaded row of each feed, however many loads there are. */
    private static final String LOADED = "select max(id) id from recua_load where status = 'LOADED' group by feed";

    private final JdbcClient jdbc;
    private final Tables tables;

    LastLoad(JdbcClient jdbc, Tables tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /** Returns the number of its records; empty if the feed has loaded no object, or the ledger does not exist yet. */
    public Optional<Long> records(String feed) {
        return tables.ledgerExists()
                ? jdbc.sql("select sum(inserted + updated + unchanged + duplicates + rejected) from recua_lane"
                                + " where load_id = (select id from recua_load where feed = ? and status = 'LOADED'"
                                + " order by finished_at desc, id desc limit 1) having count(*) > 0")
                        .param(feed)
                        .query(Long.class)
                        .optional()
                : Optional.empty();
    }

    /** Returns when the last load of each feed ended, by the feed's name; feeds that have loaded no object are missing. */
    public Map<String, Instant> times() {
        return times(LOADED);
    }

    /** Returns when the last object of each refused feed was refused, by the feed's name. */
    Map<String, Instant> refusals() {
        return times(REFUSED);
    }

    private Map<String, Instant> times(String ids) {
        Map<String, Instant> times = new HashMap<>();
        jdbc.sql("select l.feed, l.finished_at from recua_load l join (" + ids + ") last on last.id = l.id")
                .query(row -> {
                    times.put(row.getString("feed"), DatabaseClock.instant(row, "finished_at"));
                });
        return times;
    }
}
