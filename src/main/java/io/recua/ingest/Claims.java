package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.database.ServerLimits;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.table.Table;
import io.recua.table.Tables;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;
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
 *   <li>Restart a load that began under another fingerprint, see {@link Restart}. Its run begins when the rows of the reading
 *       before are gone: that may fail or take long, and the object has no part in it.
 * </ol>
 */
@Component("claiming")
class Claims {

    private final TransactionTemplate transaction;
    private final Leases leases;
    private final RecuaProperties properties;
    private final Tables tables;
    private final ServerLimits server;
    private final LoadEntries entries;
    private final Fingerprint fingerprint;
    private final Restart restart;
    private final Crashes crashes;

    Claims(
            PlatformTransactionManager transactions,
            Leases leases,
            RecuaProperties properties,
            Tables tables,
            ServerLimits server,
            LoadEntries entries,
            Fingerprint fingerprint,
            Restart restart,
            Crashes crashes) {
        this.transaction = new TransactionTemplate(transactions);
        this.leases = leases;
        this.properties = properties;
        this.tables = tables;
        this.server = server;
        this.entries = entries;
        this.fingerprint = fingerprint;
        this.restart = restart;
        this.crashes = crashes;
    }

    /**
     * Claims an object version under a lease on its feed.
     *
     * @throws ClaimLostException if another instance has acquired the lease
     */
    Claim claim(Lease lease, String bucket, String key, String etag) {
        Table table = tables.of(lease.name());
        LoadEntries.Plan plan = new LoadEntries.Plan(
                table.name(),
                table.isSorted(),
                fingerprint.of(properties.feed(lease.name()), table.shape(), server.maxAllowedPacket()));
        byte[] hash = DigestUtils.sha256(String.join("\n", bucket, key, etag));
        crashes.noteSurvived();
        LoadEntries.Entry entry = whileHeld(lease, key, () -> {
            entries.find(hash, lease).ifPresentOrElse(known -> takeOver(known, plan), () -> {
                entries.insert(lease, hash, bucket, key, etag, plan);
            });
            return entries.find(hash, lease).orElseThrow();
        });
        if (entry.claim().status() != LoadStatus.LOADING || entry.isOf(plan)) {
            return entry.claim();
        }
        removeRows(entry.claim());
        return whileHeld(lease, key, () -> {
            restart.forget(entry.claim());
            entries.shape(entry.claim().loadId(), lease, plan);
            return entries.find(hash, lease).orElseThrow().claim();
        });
    }

    private void takeOver(LoadEntries.Entry entry, LoadEntries.Plan plan) {
        entries.takeOver(entry.claim());
        LoadStatus status = entry.claim().status();
        boolean cameBack = status != LoadStatus.LOADED && entry.vanished();
        if (cameBack) {
            entries.reopen(entry.claim());
        }
        if ((cameBack || status == LoadStatus.LOADING) && entry.isOf(plan)) {
            crashes.beginRun(entry.claim(), entry.lastRun());
        }
    }

    private void removeRows(Claim claim) {
        if (restart.canRemoveRows(claim)) {
            boolean more = true;
            while (more) {
                more = whileHeld(claim.lease(), claim.key(), () -> restart.removeRows(claim));
            }
        }
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
}
