package io.recua.ingest;

import io.recua.config.LoadProperties;
import io.recua.config.RecuaProperties;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.table.Tables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;

/**
 * Reads and writes the ledger's entries of loads and their lanes while they are claimed. The caller must hold the lease in a
 * transaction when it writes.
 */
@Component
class LoadEntries {

    private final JdbcClient jdbc;
    private final Leases leases;
    private final RecuaProperties properties;
    private final Tables tables;

    LoadEntries(JdbcClient jdbc, Leases leases, RecuaProperties properties, Tables tables) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.properties = properties;
        this.tables = tables;
    }

    /** The plan for a load, by the current settings and table. */
    record Plan(String table, boolean sorted, byte[] fingerprint) {}

    /**
     * A load in the ledger.
     *
     * @param vanished whether the object left {@code landing/} before its load ended
     * @param fingerprint the fingerprint that the load began under
     */
    record Entry(Claim claim, boolean vanished, Crashes.LastRun lastRun, byte[] fingerprint) {

        /** Returns whether the load began under the plan's fingerprint, so that its checkpoints are valid. */
        boolean isOf(Plan plan) {
            return Arrays.equals(fingerprint, plan.fingerprint());
        }
    }

    /** Inserts the entry of an object version that is not known, with its lanes, and begins its first run. */
    void insert(Lease lease, byte[] hash, String bucket, String key, String etag, Plan plan) {
        LoadLimits limits = limits(plan);
        Long given = newId(lease.name(), plan);
        KeyHolder generated = new GeneratedKeyHolder();
        jdbc.sql(
                        "insert into recua_load (id, feed, object_hash, bucket, object_key, etag, status, fence, loaded_at, lanes,"
                                + " batch_rows, run_batches, fingerprint, table_name, runner, started_at)"
                                + " values (?, ?, ?, ?, ?, ?, 'LOADING', ?, utc_timestamp(3), ?, ?, ?, ?, ?, ?, utc_timestamp(3))")
                .params(Arrays.asList(
                        given,
                        lease.name(),
                        hash,
                        bucket,
                        key,
                        etag,
                        lease.fence(),
                        limits.lanes(),
                        limits.batchRows(),
                        limits.runBatches(),
                        plan.fingerprint(),
                        plan.table(),
                        leases.owner()))
                .update(generated);
        long id = given == null ? generated.getKey().longValue() : given;
        insertLanes(id, lease, limits);
        restartOvertaken(lease.name(), id);
    }

    /**
     * Returns the number of a new load; null for the next one. After a loss of the ledger, the table may hold rows with numbers
     * that would be given again.
     */
    private Long newId(String feed, Plan plan) {
        boolean known = jdbc.sql("select exists (select 1 from recua_load where feed = ? and table_name = ?)")
                .params(feed, plan.table())
                .query(Boolean.class)
                .single();
        if (known) {
            return null;
        }
        long last = tables.lastLoad(plan.table());
        long lastInLedger = jdbc.sql("select coalesce(max(id), 0) from recua_load")
                .query(Long.class)
                .single();
        return last > lastInLedger ? Long.valueOf(last + 1) : null;
    }

    /**
     * Lets the feed's loads that have not ended begin anew when their object is claimed again: the new load may replace rows
     * that they have written, so that their checkpoints are no longer true. Selects first, because an update by the feed would
     * lock the rows of other feeds.
     */
    private void restartOvertaken(String feed, long id) {
        jdbc.sql("select id from recua_load where feed = ? and status in ('LOADING', 'QUARANTINED')"
                        + " and id <> ? and (status = 'LOADING' or vanished)"
                        + " and fingerprint <> ?")
                .params(feed, id, Restart.NO_FINGERPRINT)
                .query(Long.class)
                .list()
                .forEach(overtaken -> jdbc.sql("update recua_load set fingerprint = ? where id = ?")
                        .params(Restart.NO_FINGERPRINT, overtaken)
                        .update());
    }

    /** Writes the sizes of a load that begins anew and inserts its lanes, by the current settings, and begins its first run. */
    void shape(long id, Lease lease, Plan plan) {
        LoadLimits limits = limits(plan);
        jdbc.sql("update recua_load set lanes = ?, batch_rows = ?, run_batches = ?, fingerprint = ?, table_name = ?,"
                        + " runner = ? where id = ?")
                .params(limits.lanes(), limits.batchRows(), limits.runBatches())
                .params(plan.fingerprint(), plan.table(), leases.owner(), id)
                .update();
        insertLanes(id, lease, limits);
    }

    /** Rows that are not sorted are written by one lane, in the order of the file. */
    private LoadLimits limits(Plan plan) {
        LoadProperties load = properties.load();
        return plan.sorted()
                ? new LoadLimits(load.writers(), load.batchRows(), load.runBatches())
                : new LoadLimits(1, load.batchRows(), 1);
    }

    private void insertLanes(long id, Lease lease, LoadLimits limits) {
        jdbc.sql("insert into recua_lane (load_id, lane, fence) values :lanes")
                .param(
                        "lanes",
                        IntStream.range(0, limits.lanes())
                                .mapToObj(lane -> new Object[] {id, lane, lease.fence()})
                                .toList())
                .update();
    }

    /** Returns the entry of an object version, by the hash of its bucket, key and ETag. */
    Optional<Entry> find(byte[] hash, Lease lease) {
        return jdbc.sql(
                        "select *, concat(reached, '/', (select coalesce(sum(last_record + committed_in_run), 0) from recua_lane"
                                + " where load_id = id)) as place from recua_load where object_hash = ?")
                .param(hash)
                .query((row, number) -> new Entry(
                        claim(row, lease),
                        row.getBoolean("vanished"),
                        new Crashes.LastRun(
                                row.getString("runner"),
                                row.getString("place"),
                                row.getInt("deaths"),
                                row.getString("died_at")),
                        row.getBytes("fingerprint")))
                .optional();
    }

    private static Claim claim(ResultSet row, Lease lease) throws SQLException {
        return new Claim(
                row.getLong("id"),
                row.getString("feed"),
                row.getString("bucket"),
                row.getString("object_key"),
                row.getString("etag"),
                lease,
                row.getObject("loaded_at", LocalDateTime.class),
                new LoadLimits(row.getInt("lanes"), row.getInt("batch_rows"), row.getInt("run_batches")),
                LoadStatus.valueOf(row.getString("status")),
                row.getString("error"));
    }

    /** Writes the new fence. From here on, a commit with an older fence finds no row to update. */
    void takeOver(Claim claim) {
        jdbc.sql("update recua_load set fence = ?, rows_per_second = null, seconds_left = null, progress_at = null"
                        + " where id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
        jdbc.sql("update recua_lane set fence = ? where load_id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
    }

    /** Continues the load of an object that came back after it had left {@code landing/}. Another refusal is a new one. */
    void reopen(Claim claim) {
        jdbc.sql("update recua_load set status = 'LOADING', vanished = false, finished_at = null, error = null,"
                        + " dismissed_at = null where id = ?")
                .param(claim.loadId())
                .update();
    }
}
