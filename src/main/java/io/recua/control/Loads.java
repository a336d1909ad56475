package io.recua.control;

import io.recua.ingest.LoadStatus;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the loads of all feeds from the ledger. */
@Component
public class Loads {

    private static final int MAX_SIZE = 1000;

    private static final String SELECT =
            """
            select l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.landed_at, l.started_at, l.finished_at, l.error, l.note, l.deleted,
                   l.bytes, l.dismissed_at, l.rows_read, l.rows_per_second, l.percent, l.seconds_left,
                   sum(n.inserted) inserted, sum(n.updated) updated, sum(n.unchanged) unchanged,
                   sum(n.duplicates) duplicates, sum(n.rejected) rejected
            from (%s) l join recua_lane n on n.load_id = l.id
            group by l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.landed_at, l.started_at, l.finished_at, l.error, l.note, l.deleted,
                     l.bytes, l.dismissed_at, l.rows_read, l.rows_per_second, l.percent, l.seconds_left
            order by l.id desc""";

    private final JdbcClient jdbc;
    private final Pauses pauses;

    Loads(JdbcClient jdbc, Pauses pauses) {
        this.jdbc = jdbc;
        this.pauses = pauses;
    }

    /**
     * Returns a page of the loads of all feeds, newest first.
     *
     * @param page the page's number, from 0
     * @param size the number of loads on a page, from 1 to 1,000
     */
    public List<LoadView> page(int page, int size) {
        int rows = Math.max(1, Math.min(size, MAX_SIZE));
        return jdbc.sql(SELECT.formatted("select * from recua_load order by id desc limit ? offset ?"))
                .params(rows, (long) Math.max(0, page) * rows)
                .query(views())
                .list();
    }

    /**
     * Returns a page of the loads of a feed, newest first.
     *
     * @param page the page's number, from 0
     * @param size the number of loads on a page
     */
    public List<LoadView> page(LoadFilter filter, int page, int size) {
        List<Object> parameters = new ArrayList<>();
        String ids = filter.query(size, (long) Math.max(0, page) * size, parameters);
        return jdbc.sql(SELECT.formatted("select a.* from recua_load a join (" + ids + ") page on page.id = a.id"))
                .params(parameters)
                .query(views())
                .list();
    }

    /** Returns the load with this id. */
    public Optional<LoadView> find(long id) {
        return jdbc.sql(SELECT.formatted("select * from recua_load where id = ?"))
                .param(id)
                .query(views())
                .optional();
    }

    /** Returns the newest load of the object with this key; empty if no process has claimed the object. */
    public Optional<LoadView> find(String feed, String objectKey) {
        return jdbc.sql(SELECT.formatted(
                        "select * from recua_load where feed = ? and object_key = ? order by id desc limit 1"))
                .params(feed, objectKey)
                .query(views())
                .optional();
    }

    /** Returns the last load of each feed by the feed's name; feeds without a load are missing. */
    Map<String, LoadView> last() {
        return byFeed("select * from recua_load where id in (select max(id) from recua_load group by feed)");
    }

    /** Returns the last refused load of each feed that has loaded no object since, unless it is dismissed, by the feed's name. */
    Map<String, LoadView> refused() {
        return byFeed("select r.* from recua_load r join"
                + " (select feed, max(id) id from recua_load where status = 'QUARANTINED' group by feed) q on q.id = r.id"
                + " left join (select feed, max(id) id from recua_load where status = 'LOADED' group by feed) s"
                + " on s.feed = q.feed where r.dismissed_at is null and (s.id is null or s.id < q.id)");
    }

    private Map<String, LoadView> byFeed(String loads) {
        return jdbc.sql(SELECT.formatted(loads)).query(views()).list().stream()
                .collect(Collectors.toMap(LoadView::feed, load -> load));
    }

    private RowMapper<LoadView> views() {
        Map<String, PauseView> paused = pauses.all().stream()
                .filter(pause -> pause.task() == Task.LOAD)
                .collect(Collectors.toMap(Pause::feed, PauseView::of));
        return (row, number) -> view(row, paused);
    }

    private static LoadView view(ResultSet row, Map<String, PauseView> paused) throws SQLException {
        String ignored = row.getString("ignored_columns");
        boolean loading = LoadStatus.LOADING.name().equals(row.getString("status"));
        long inserted = row.getLong("inserted");
        long updated = row.getLong("updated");
        long unchanged = row.getLong("unchanged");
        long duplicates = row.getLong("duplicates");
        long rejected = row.getLong("rejected");
        long read = inserted + updated + unchanged + duplicates + rejected;
        return new LoadView(
                row.getLong("id"),
                row.getString("feed"),
                row.getString("object_key"),
                LoadStatus.valueOf(row.getString("status")),
                read,
                inserted,
                updated,
                unchanged,
                duplicates,
                rejected,
                row.getLong("deleted"),
                ignored == null ? List.of() : List.of(ignored.split("\n")),
                instant(row, "landed_at"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getString("error"),
                row.getString("note"),
                loading ? paused.get(row.getString("feed")) : null,
                row.getObject("bytes", Long.class),
                instant(row, "dismissed_at"),
                loading ? progress(row, read) : null);
    }

    /** The percentage in the ledger is that of the rows read until then; the lanes have committed more rows since. */
    private static LoadView.Progress progress(ResultSet row, long read) throws SQLException {
        if (row.getObject("percent") == null) {
            return null;
        }
        double now = row.getDouble("percent") * read / Math.max(row.getLong("rows_read"), 1);
        return new LoadView.Progress(
                row.getLong("rows_per_second"),
                Math.round(Math.min(now, 100) * 10) / 10.0,
                row.getLong("seconds_left"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        LocalDateTime utc = row.getObject(column, LocalDateTime.class);
        return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
    }
}
