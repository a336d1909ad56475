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
import java.util.Arrays;
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
            select l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.started_at, l.finished_at, l.error, l.note, l.deleted,
                   l.rows_read, l.rows_per_second, l.percent, l.seconds_left,
                   sum(n.inserted) inserted, sum(n.updated) updated, sum(n.unchanged) unchanged,
                   sum(n.duplicates) duplicates, sum(n.rejected) rejected
            from (%s) l join recua_lane n on n.load_id = l.id
            group by l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.started_at, l.finished_at, l.error, l.note, l.deleted,
                     l.rows_read, l.rows_per_second, l.percent, l.seconds_left
            order by l.id desc""";

    private final JdbcClient jdbc;
    private final Pauses pauses;

    Loads(JdbcClient jdbc, Pauses pauses) {
        this.jdbc = jdbc;
        this.pauses = pauses;
    }

    /**
     * Returns a page of the loads, newest first.
     *
     * @param feed the feed whose loads are returned; null for all feeds
     * @param page the page's number, from 0
     * @param size the number of loads on a page, from 1 to 1,000
     */
    public List<LoadView> page(String feed, int page, int size) {
        int rows = Math.max(1, Math.min(size, MAX_SIZE));
        long offset = (long) Math.max(0, page) * rows;
        return jdbc.sql(SELECT.formatted(
                        "select * from recua_load where ? is null or feed = ? order by id desc limit ? offset ?"))
                .params(Arrays.asList(feed, feed, rows, offset))
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
        return jdbc
                .sql(SELECT.formatted(
                        "select * from recua_load where id in" + " (select max(id) from recua_load group by feed)"))
                .query(views())
                .list()
                .stream()
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
        return new LoadView(
                row.getLong("id"),
                row.getString("feed"),
                row.getString("object_key"),
                LoadStatus.valueOf(row.getString("status")),
                inserted + updated + unchanged + duplicates + rejected,
                inserted,
                updated,
                unchanged,
                duplicates,
                rejected,
                row.getLong("deleted"),
                ignored == null ? List.of() : List.of(ignored.split("\n")),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getString("error"),
                row.getString("note"),
                loading ? paused.get(row.getString("feed")) : null,
                loading ? progress(row) : null);
    }

    private static LoadView.Progress progress(ResultSet row) throws SQLException {
        if (row.getObject("percent") == null) {
            return null;
        }
        return new LoadView.Progress(
                row.getLong("rows_read"),
                row.getLong("rows_per_second"),
                row.getDouble("percent"),
                row.getLong("seconds_left"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        LocalDateTime utc = row.getObject(column, LocalDateTime.class);
        return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
    }
}
