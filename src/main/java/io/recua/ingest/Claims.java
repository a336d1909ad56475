package io.recua.ingest;

import io.recua.config.LoadProperties;
import io.recua.config.RecuaProperties;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.table.Tables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger's claims: who loads which object version, under the lease on its feed. */
@Component
class Claims {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Leases leases;
    private final LoadProperties settings;
    private final Tables tables;

    Claims(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Leases leases,
            RecuaProperties properties,
            Tables tables) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.leases = leases;
        this.settings = properties.load();
        this.tables = tables;
    }

    /**
     * Claims an object version under a lease on its feed, and notes it in the ledger if it is new.
     *
     * @throws ClaimLostException if the lease was taken over in the meantime
     */
    Claim claim(Lease lease, String bucket, String key, String etag) {
        return transaction.execute(status -> {
            byte[] hash = hash(bucket, key, etag);
            if (!leases.isCurrent(lease)) {
                throw new ClaimLostException(key);
            }
            if (find(hash, lease).isEmpty()) {
                begin(lease, hash, bucket, key, etag);
            }
            Claim claim = find(hash, lease).orElseThrow();
            abandonVanished(claim);
            takeOver(claim);
            return claim;
        });
    }

    /** A table without the hash of the key decides by its own collation what is equal, so its rows keep their order. */
    private void begin(Lease lease, byte[] hash, String bucket, String key, String etag) {
        boolean sorted = tables.of(lease.name()).hashed();
        int lanes = sorted ? settings.writers() : 1;
        jdbc.sql("insert into recua_load (feed, object_hash, bucket, object_key, etag, status, fence, stamp, lanes,"
                        + " batch_rows, run_batches, started_at)"
                        + " values (?, ?, ?, ?, ?, 'LOADING', ?, utc_timestamp(3), ?, ?, ?, utc_timestamp(3))")
                .params(lease.name(), hash, bucket, key, etag, lease.fence(), lanes)
                .params(settings.batchRows(), sorted ? settings.runBatches() : 1)
                .update();
        long id = find(hash, lease).orElseThrow().loadId();
        for (int lane = 0; lane < lanes; lane++) {
            jdbc.sql("insert into recua_lane (load_id, lane, fence) values (?, ?, ?)")
                    .params(id, lane, lease.fence())
                    .update();
        }
    }

    private Optional<Claim> find(byte[] hash, Lease lease) {
        return jdbc.sql("select * from recua_load where object_hash = ?")
                .param(hash)
                .query((row, number) -> claim(row, lease))
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
                row.getObject("stamp", LocalDateTime.class),
                new Cut(row.getInt("lanes"), row.getInt("batch_rows"), row.getInt("run_batches")),
                LoadStatus.valueOf(row.getString("status")),
                row.getString("error"));
    }

    /** Where a load is; empty if a newer claim has taken it over. */
    Optional<LoadStatus> status(Claim claim) {
        return jdbc.sql("select status from recua_load where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .query(LoadStatus.class)
                .optional();
    }

    /** The claimed object is the first in its landing place, so an earlier one that is still loading is there no more. */
    private void abandonVanished(Claim claim) {
        jdbc.sql("update recua_load set status = 'QUARANTINED', finished_at = utc_timestamp(3),"
                        + " error = 'the object was changed or removed from landing/ before its load ended;"
                        + " the rows committed until then stay'"
                        + " where feed = ? and status = 'LOADING' and id <> ? and object_key <= ?")
                .params(claim.feed(), claim.loadId(), claim.key())
                .update();
    }

    /** From here on, a commit under an older fencing number finds no row to update. */
    private void takeOver(Claim claim) {
        jdbc.sql("update recua_load set fence = ? where id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
        jdbc.sql("update recua_lane set fence = ? where load_id = ?")
                .params(claim.fence(), claim.loadId())
                .update();
    }

    private static byte[] hash(String bucket, String key, String etag) {
        return DigestUtils.sha256(String.join("\n", bucket, key, etag));
    }
}
