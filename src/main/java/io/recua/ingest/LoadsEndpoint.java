package io.recua.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** {@code GET /actuator/loads}: the ledger, newest first, a page at a time; {@code GET /actuator/loads/{id}}: one load. */
@Component
@Endpoint(id = "loads")
class LoadsEndpoint {

    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 1000;

    private static final String SELECT =
            """
            select l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.started_at, l.finished_at, l.error,
                   l.rows_read, l.rows_per_second, l.percent, l.seconds_left,
                   sum(n.inserted) inserted, sum(n.updated) updated, sum(n.unchanged) unchanged,
                   sum(n.duplicates) duplicates, sum(n.rejected) rejected
            from (%s) l join recua_lane n on n.load_id = l.id
            group by l.id, l.feed, l.object_key, l.status, l.ignored_columns, l.started_at, l.finished_at, l.error,
                     l.rows_read, l.rows_per_second, l.percent, l.seconds_left
            order by l.id desc""";

    private final JdbcClient jdbc;

    LoadsEndpoint(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One load.
     *
     * @param object the key as landed
     * @param status {@code LOADING}, {@code LOADED} or {@code QUARANTINED}
     * @param read the sum of the five counts that follow
     * @param ignoredColumns the columns of the file that the table lacks
     * @param finishedAt null while it is loading
     * @param error why it was refused, or failed the last time; null if it did not
     * @param progress how far it is; null if it is not loading, or not for long enough
     */
    record LoadView(
            long id,
            String feed,
            String object,
            String status,
            long read,
            long inserted,
            long updated,
            long unchanged,
            long duplicates,
            long rejected,
            List<String> ignoredColumns,
            Instant startedAt,
            Instant finishedAt,
            String error,
            Progress progress) {}

    /**
     * How far a load is, as of a few seconds ago.
     *
     * @param rows records read, those of earlier runs included
     * @param percent of the object's bytes
     * @param secondsLeft at the pace of this run
     */
    record Progress(long rows, long rowsPerSecond, double percent, long secondsLeft) {}

    /**
     * A page of the ledger.
     *
     * @param page from 0; the first if null
     * @param size loads on a page, 1 to 1,000; 50 if null
     */
    @ReadOperation
    Map<String, List<LoadView>> loads(@Nullable Integer page, @Nullable Integer size) {
        int rows = Math.max(1, Math.min(size == null ? DEFAULT_SIZE : size, MAX_SIZE));
        long offset = (long) Math.max(0, page == null ? 0 : page) * rows;
        return Map.of(
                "loads",
                jdbc.sql(SELECT.formatted("select * from recua_load order by id desc limit ? offset ?"))
                        .params(rows, offset)
                        .query(LoadsEndpoint::view)
                        .list());
    }

    /** One load; null, which Actuator answers with 404, if there is none of this number. */
    @ReadOperation
    LoadView load(@Selector long id) {
        return jdbc.sql(SELECT.formatted("select * from recua_load where id = ?"))
                .param(id)
                .query(LoadsEndpoint::view)
                .optional()
                .orElse(null);
    }

    private static LoadView view(ResultSet row, int number) throws SQLException {
        String ignored = row.getString("ignored_columns");
        long inserted = row.getLong("inserted");
        long updated = row.getLong("updated");
        long unchanged = row.getLong("unchanged");
        long duplicates = row.getLong("duplicates");
        long rejected = row.getLong("rejected");
        return new LoadView(
                row.getLong("id"),
                row.getString("feed"),
                row.getString("object_key"),
                row.getString("status"),
                inserted + updated + unchanged + duplicates + rejected,
                inserted,
                updated,
                unchanged,
                duplicates,
                rejected,
                ignored == null ? List.of() : List.of(ignored.split("\n")),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getString("error"),
                progress(row));
    }

    private static Progress progress(ResultSet row) throws SQLException {
        if (!LoadStatus.LOADING.name().equals(row.getString("status")) || row.getObject("percent") == null) {
            return null;
        }
        return new Progress(
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
