package io.recua.lease;

import io.recua.config.RecuaProperties;
import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Acquires, renews and releases leases that are exclusive across all instances. The ledger stores them, and the
 * database's clock decides when they expire. A heartbeat thread renews the leases that this instance holds.
 * Thread-safe.
 */
@Component
public class Leases implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Duration length;
    private final String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final OncePerMinute renewalFailures = new OncePerMinute();
    private final ScheduledExecutorService heartbeat =
            Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("heartbeat-"));

    Leases(JdbcClient jdbc, PlatformTransactionManager transactions, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.length = properties.load().lease();
        long interval = length.dividedBy(3).toMillis();
        heartbeat.scheduleWithFixedDelay(this::renewAll, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Acquires a lease. Returns empty if another owner holds it and it has not expired. */
    public Optional<Lease> acquire(String name) {
        Optional<Lease> lease = transaction.execute(status -> tryAcquire(name));
        lease.ifPresent(held::add);
        return lease;
    }

    private Optional<Lease> tryAcquire(String name) {
        jdbc.sql("insert into recua_lease (name) values (?) on duplicate key update name = name")
                .param(name)
                .update();
        int updated = jdbc.sql("update recua_lease set owner = ?, fence = fence + 1,"
                        + " lease_until = utc_timestamp(3) + interval ? second"
                        + " where name = ? and (lease_until is null or lease_until <= utc_timestamp(3))")
                .params(owner, length.toSeconds(), name)
                .update();
        return updated == 0
                ? Optional.empty()
                : jdbc.sql("select fence from recua_lease where name = ?")
                        .param(name)
                        .query(Long.class)
                        .optional()
                        .map(fence -> new Lease(name, fence));
    }

    /**
     * Returns whether no other owner has acquired the lease since. Locks the lease, so that within a transaction no
     * other owner can acquire it until the transaction ends.
     */
    public boolean isCurrent(Lease lease) {
        return jdbc.sql("select 1 from recua_lease where name = ? and fence = ? for update")
                .params(lease.name(), lease.fence())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Returns the name of this process in the ledger. */
    public String owner() {
        return owner;
    }

    /** Returns the names of all leases that any instance holds now. */
    public Set<String> heldNames() {
        return Set.copyOf(jdbc.sql("select name from recua_lease where lease_until > utc_timestamp(3)")
                .query(String.class)
                .list());
    }

    /** Returns whether this instance held the lease at the last heartbeat. */
    public boolean isHeld(Lease lease) {
        return held.contains(lease);
    }

    /**
     * Releases a lease and stops renewing it. If the database does not respond, the lease expires.
     *
     * @return false if another owner has acquired the lease or the database did not respond
     */
    public boolean release(Lease lease) {
        held.remove(lease);
        try {
            return jdbc.sql("update recua_lease set lease_until = null, owner = null where name = ? and fence = ?")
                            .params(lease.name(), lease.fence())
                            .update()
                    > 0;
        } catch (RuntimeException e) {
            log.warn(
                    "Cannot release the lease on {}, which expires within {} s: {}",
                    lease.name(),
                    length.toSeconds(),
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
            return false;
        }
    }

    /**
     * Renews a lease. Returns false if another owner has acquired it, or if it was released in the meantime: a
     * heartbeat must not renew a released lease.
     */
    boolean renew(Lease lease) {
        return jdbc.sql("update recua_lease set lease_until = utc_timestamp(3) + interval ? second"
                                + " where name = ? and fence = ? and owner = ?")
                        .params(length.toSeconds(), lease.name(), lease.fence(), owner)
                        .update()
                > 0;
    }

    private void renewAll() {
        for (Lease lease : held) {
            try {
                if (!renew(lease) && held.remove(lease)) {
                    log.warn("Lost the lease on {}: it expired, and another owner acquired it", lease.name());
                }
            } catch (RuntimeException e) {
                if (renewalFailures.isDue()) {
                    log.warn("Cannot renew the lease on {} and others, retrying: {}", lease.name(), Cause.line(e));
                }
            }
        }
    }

    @Override
    public void destroy() {
        heartbeat.shutdownNow();
    }
}
