package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.table.Table;
import io.recua.table.Tables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims object versions in the ledger.
 *
 * <ol>
 *   <li>Lock the lease on the feed until the transaction ends, so that no other instance can acquire it.
 *   <li>Insert a row with the load's instant for an unknown version. A known version keeps its row.
 *   <li>Write the lease's fence to the load and its lanes: a commit with an older fence then finds no row to update.
 *   <li>Refuse a load that has ended the process twice at the same place, see {@link Crashes}.
 *   <li>Restart a load that began under another fingerprint, see {@link Restart}.
 * </ol>
 */
@Component("claiming")
class Claims {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Leases leases;
    private final RecuaProperties properties;
    private final Tables tables;
    private final Fingerprint fingerprint;
    private final Restart restart;
    private final Crashes crashes;

    Claims(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Leases leases,
            RecuaProperties properties,
            Tables tables,
            Fingerprint fingerprint,
            Restart restart,
            Crashes crashes) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.leases = leases;
        this.properties = properties;
        this.tables = tables;
        this.fingerprint = fingerprint;
        this.restart = restart;
        this.crashes = crashes;
    }

    /** The plan for a load, by the current settings and table. */
    record Plan(String table, boolean sorted, boolean parallel, byte[] fingerprint) {}

    /**
     * Claims an object version under a lease on its feed.
     *
     * @throws ClaimLostException if another instance has acquired the lease
     */
    Claim claim(Lease lease, String bucket, String key, String etag) {
        Table table = tables.of(lease.name());
        Plan plan = new Plan(
                table.name(),
                table.hasRecuaColumns(),
                table.hasRecuaColumns() && !table.key().isEmpty(),
                fingerprint.of(properties.feed(lease.name()), table.shape()));
        byte[] hash = DigestUtils.sha256(String.join("\n", bucket, key, etag));
        Claim claim = whileHeld(lease, key, () -> {
            if (find(hash, lease).isEmpty()) {
                begin(lease, hash, bucket, key, etag, plan);
            }
            Row row = find(hash, lease).orElseThrow();
            takeOver(row.claim());
            beginRun(row);
            return find(hash, lease).orElseThrow().claim();
        });
        if (claim.status() != LoadStatus.LOADING || !restart.isDue(claim, plan.fingerprint())) {
            return claim;
        }
        beginAnew(claim, plan);
        return find(hash, lease).orElseThrow().claim();
    }

    private void beginRun(Row row) {
        LoadStatus status = row.claim().status();
        boolean cameBack = status == LoadStatus.QUARANTINED && row.vanished();
        if (cameBack) {
            reopen(row.claim());
        }
        if (cameBack || status == LoadStatus.LOADING) {
            crashes.beginRun(row.claim(), row.lastRun());
        }
    }

    private void beginAnew(Claim claim, Plan plan) {
        if (restart.canRemoveRows(claim)) {
            boolean more = true;
            while (more) {
                more = whileHeld(claim.lease(), claim.key(), () -> restart.removeRows(claim));
            }
        }
        whileHeld(claim.lease(), claim.key(), () -> {
            restart.forget(claim);
            shape(claim.loadId(), claim.lease(), plan);
            return claim;
        });
    }

    /** Runs the work in one transaction. No other instance can acquire the lease until it ends. */
    private <T> T whileHeld(Lease lease, String key, Supplier<T> work) {
        return transaction.execute(status -> {
            if (!leases.isCurrent(lease)) {
                throw new ClaimLostException(key);
            }
            return work.get();
        });
    }

    private void begin(Lease lease, byte[] hash, String bucket, String key, String etag, Plan plan) {
        jdbc.sql("insert into recua_load (feed, object_hash, bucket, object_key, etag, status, fence, loaded_at, lanes,"
                        + " batch_rows, run_batches, fingerprint, table_name, started_at)"
                        + " values (?, ?, ?, ?, ?, 'LOADING', ?, utc_timestamp(3), 0, 0, 0, ?, ?, utc_timestamp(3))")
                .params(lease.name(), hash, bucket, key, etag, lease.fence(), plan.fingerprint(), plan.table())
                .update();
        shape(find(hash, lease).orElseThrow().claim().loadId(), lease, plan);
    }

    /**
     * Rows of a table with a key of its own are not sorted: one lane writes them in the order of the file. So it does without a
     * key, as the records' numbers are in order already.
     */
    private void shape(long id, Lease lease, Plan plan) {
        int lanes = plan.parallel() ? properties.load().writers() : 1;
        jdbc.sql("update recua_load set lanes = ?, batch_rows = ?, run_batches = ?, fingerprint = ?, table_name = ?"
                        + " where id = ?")
                .params(
                        lanes,
                        properties.load().batchRows(),
                        plan.sorted() ? properties.load().runBatches() : 1)
                .params(plan.fingerprint(), plan.table(), id)
                .update();
        for (int lane = 0; lane < lanes; lane++) {
            jdbc.sql("insert into recua_lane (load_id, lane, fence) values (?, ?, ?)")
                    .params(id, lane, lease.fence())
                    .update();
        }
    }

    /** The ledger's row of a load. */
    private record Row(Claim claim, boolean vanished, Crashes.LastRun lastRun) {}

    private Optional<Row> find(byte[] hash, Lease lease) {
        return jdbc.sql(
                        "select *, concat(reached, '/', (select coalesce(sum(last_record + committed_in_run), 0) from recua_lane"
                                + " where load_id = id)) as place from recua_load where object_hash = ?")
                .param(hash)
                .query((row, number) -> new Row(
                        claim(row, lease),
                        row.getBoolean("vanished"),
                        new Crashes.LastRun(
                                row.getString("runner"),
                                row.getString("place"),
                                row.getInt("deaths"),
                                row.getString("died_at"))))
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
    private void takeOver(Claim claim) {
        jdbc.sql("update recua_load set fence = ? where id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
        jdbc.sql("update recua_lane set fence = ? where load_id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
    }

    /** Continues the load of an object that came back after it had left {@code landing/}. */
    private void reopen(Claim claim) {
        jdbc.sql("update recua_load set status = 'LOADING', vanished = false, finished_at = null, error = null"
                        + " where id = ?")
                .param(claim.loadId())
                .update();
    }
}
