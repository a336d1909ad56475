package io.recua.ingest;

import io.recua.config.LoadProperties;
import io.recua.config.RecuaProperties;
import io.recua.table.Tables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger's claims: one lease a feed, with a fencing number, on the database's clock. */
@Component
class Claims {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LoadProperties settings;
    private final Tables tables;

    Claims(JdbcClient jdbc, PlatformTransactionManager transactions, RecuaProperties properties, Tables tables) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = properties.load();
        this.tables = tables;
    }

    /**
     * Claims an object version for an owner, if no other owner holds the feed.
     *
     * @return empty if another owner's lease on the feed has not run out
     */
    Optional<Claim> claim(String owner, String feed, String bucket, String key, String etag) {
        return transaction.execute(status -> {
            Optional<Long> fence = takeLease(owner, feed);
            return fence.map(number -> {
                byte[] hash = hash(bucket, key, etag);
                if (find(hash, number).isEmpty()) {
                    begin(feed, hash, bucket, key, etag, number);
                }
                Claim claim = find(hash, number).orElseThrow();
                abandonVanished(claim);
                takeOver(claim);
                return claim;
            });
        });
    }

    private Optional<Long> takeLease(String owner, String feed) {
        jdbc.sql("insert into recua_lease (feed) values (?) on duplicate key update feed = feed")
                .param(feed)
                .update();
        int taken = jdbc.sql("update recua_lease set owner = ?, fence = fence + 1,"
                        + " lease_until = utc_timestamp(3) + interval ? second"
                        + " where feed = ? and (lease_until is null or lease_until <= utc_timestamp(3))")
                .params(owner, settings.lease().toSeconds(), feed)
                .update();
        return taken == 0
                ? Optional.empty()
                : jdbc.sql("select fence from recua_lease where feed = ?")
                        .param(feed)
                        .query(Long.class)
                        .optional();
    }

    /** A table without the hash of the key decides by its own collation what is equal, so its rows keep their order. */
    private void begin(String feed, byte[] hash, String bucket, String key, String etag, long fence) {
        int lanes = tables.of(feed).hashed() ? settings.writers() : 1;
        jdbc.sql("insert into recua_load (feed, object_hash, bucket, object_key, etag, status, fence, stamp, lanes,"
                        + " started_at)"
                        + " values (?, ?, ?, ?, ?, 'LOADING', ?, utc_timestamp(3), ?, utc_timestamp(3))")
                .params(feed, hash, bucket, key, etag, fence, lanes)
                .update();
        long id = find(hash, fence).orElseThrow().loadId();
        for (int lane = 0; lane < lanes; lane++) {
            jdbc.sql("insert into recua_lane (load_id, lane, fence) values (?, ?, ?)")
                    .params(id, lane, fence)
                    .update();
        }
    }

    private Optional<Claim> find(byte[] hash, long fence) {
        return jdbc.sql("select * from recua_load where object_hash = ?")
                .param(hash)
                .query((row, number) -> claim(row, fence))
                .optional();
    }

    private static Claim claim(ResultSet row, long fence) throws SQLException {
        return new Claim(
                row.getLong("id"),
                row.getString("feed"),
                row.getString("bucket"),
                row.getString("object_key"),
                row.getString("etag"),
                fence,
                row.getObject("stamp", LocalDateTime.class),
                row.getInt("lanes"),
                LoadStatus.valueOf(row.getString("status")));
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

    /** Extends the lease; false if the claim was lost. */
    boolean renew(Claim claim) {
        return jdbc.sql("update recua_lease set lease_until = utc_timestamp(3) + interval ? second"
                                + " where feed = ? and fence = ?")
                        .params(settings.lease().toSeconds(), claim.feed(), claim.fence())
                        .update()
                > 0;
    }

    void release(Claim claim) {
        jdbc.sql("update recua_lease set lease_until = null, owner = null where feed = ? and fence = ?")
                .params(claim.feed(), claim.fence())
                .update();
    }

    private static byte[] hash(String bucket, String key, String etag) {
        try {
            byte[] version = String.join("\n", bucket, key, etag).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.getInstance("SHA-256").digest(version);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
