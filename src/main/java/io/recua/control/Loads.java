package io.recua.control;

import io.recua.config.Percentage;
import io.recua.database.DatabaseClock;
import io.recua.ingest.LastLoad;
import io.recua.ingest.LoadProgress;
import io.recua.ingest.LoadStatus;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the loads of all feeds from the ledger. */
@Component
public class Loads {

    private static final int MAX_SIZE = 1000;

    /** The age in seconds from which a progress is not fresh any more: the load has not written the two that followed. */
    private static final long SILENT = 3 * LoadProgress.INTERVAL.toSeconds();

    private static final String COLUMNS =
            """
            l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.landed_at, l.started_at, l.finished_at, l.error,
            l.note, l.deleted, l.bytes, l.dismissed_at, l.rows_read, l.rows_per_second, l.percent, l.seconds_left,
            l.progress_at""";

    /** Chooses the ids first: they are in the indexes, so that only the rows that are returned are read. */
    private static final String SELECT =
            """
            select %1$s, timestampdiff(second, l.progress_at, utc_timestamp(3)) progress_age,
                   sum(n.inserted) inserted, sum(n.updated) updated, sum(n.unchanged) unchanged,
                   sum(n.duplicates) duplicates, sum(n.rejected) rejected
            from (%2$s) chosen join recua_load l on l.id = chosen.id join recua_lane n on n.load_id = l.id
            group by %1$s
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
        return withPauses(views(
                "select id from recua_load order by id desc limit ? offset ?", rows, (long) Math.max(0, page) * rows));
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
        return withPauses(views(ids, parameters.toArray()));
    }

    /** Returns the loads that have not ended, newest first. By feed, since the index of the states begins with it. */
    public List<LoadView> unended() {
        return withPauses(views(
                "select l.id from (select distinct feed from recua_load) f"
                        + " join recua_load l on l.feed = f.feed and l.status = 'LOADING' order by l.id desc limit ?",
                MAX_SIZE));
    }

    /** Returns the load with this id. */
    public Optional<LoadView> find(long id) {
        return withPauses(views("select ? id", id)).stream().findFirst();
    }

    /** Returns the newest load of the object with this key; empty if no process has claimed the object. */
    public Optional<LoadView> find(String feed, String objectKey) {
        List<LoadView> found = views(
                "select id from recua_load where feed = ? and object_key = ? order by id desc limit 1",
                feed,
                objectKey);
        return withPauses(found).stream().findFirst();
    }

    /**
     * Returns the last load of each feed by the feed's name; feeds without a load are missing.
     *
     * @param known all pauses
     */
    Map<String, LoadView> last(List<Pause> known) {
        return byFeed(withPauses(views("select max(id) id from recua_load group by feed"), known));
    }

    /** Returns the last refused load of each feed that has loaded no object since, unless it is dismissed, by the feed's name. */
    Map<String, LoadView> refused() {
        return byFeed(views(LastLoad.REFUSED));
    }

    /** Returns the last load of each feed that succeeded, if it rejected more rows than this share, by the feed's name. */
    Map<String, LoadView> rejected(Percentage limit) {
        return byFeed(views("select q.id from"
                        + " (select max(id) id from recua_load where status = 'LOADED' group by feed) q where exists"
                        + " (select 1 from recua_lane n where n.load_id = q.id and n.rejected > 0)")
                .stream()
                .filter(load -> limit.isExceededBy(load.rejected(), load.read()))
                .toList());
    }

    private static Map<String, LoadView> byFeed(List<LoadView> loads) {
        return loads.stream().collect(Collectors.toMap(LoadView::feed, load -> load));
    }

    /** Asks for the pauses only if one of the loads has not ended. */
    private List<LoadView> withPauses(List<LoadView> loads) {
        return loads.stream().anyMatch(LoadView::isUnended) ? withPauses(loads, pauses.all()) : loads;
    }

    private static List<LoadView> withPauses(List<LoadView> loads, List<Pause> known) {
        Map<String, PauseView> paused = known.stream()
                .filter(pause -> pause.task() == Task.LOAD)
                .collect(Collectors.toMap(Pause::feed, PauseView::of));
        return loads.stream()
                .map(load -> load.isUnended() ? load.with(paused.get(load.feed())) : load)
                .toList();
    }

    /** Returns the loads that a query chooses by their ids, without the pauses. */
    private List<LoadView> views(String ids, Object... parameters) {
        return jdbc.sql(SELECT.formatted(COLUMNS, ids))
                .params(Arrays.asList(parameters))
                .query((row, number) -> view(row))
                .list();
    }

    private static LoadView view(ResultSet row) throws SQLException {
        String ignored = row.getString("ignored_columns");
        LoadStatus status = LoadStatus.valueOf(row.getString("status"));
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
                status,
                read,
                inserted,
                updated,
                unchanged,
                duplicates,
                rejected,
                row.getLong("deleted"),
                ignored == null ? List.of() : List.of(ignored.split("\n")),
                DatabaseClock.instant(row, "landed_at"),
                DatabaseClock.instant(row, "started_at"),
                DatabaseClock.instant(row, "finished_at"),
                row.getString("error"),
                row.getString("note"),
                null,
                row.getObject("bytes", Long.class),
                DatabaseClock.instant(row, "dismissed_at"),
                status == LoadStatus.LOADING ? progress(row, read) : null);
    }

    /** The percentage in the ledger is that of the rows read until then; the lanes have committed more rows since. */
    private static LoadView.Progress progress(ResultSet row, long read) throws SQLException {
        if (row.getObject("percent") == null) {
            return null;
        }
        double now = row.getDouble("percent") * read / Math.max(row.getLong("rows_read"), 1);
        Long age = row.getObject("progress_age", Long.class);
        boolean fresh = age != null && age < SILENT;
        return new LoadView.Progress(
                fresh ? row.getObject("rows_per_second", Long.class) : null,
                Math.round(Math.min(now, 100) * 10) / 10.0,
                fresh ? row.getObject("seconds_left", Long.class) : null,
                fresh || age == null ? null : age / 10 * 10);
    }
}
