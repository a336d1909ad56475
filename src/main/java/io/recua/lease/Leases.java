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

/** Leases over all instances, in the ledger, on the database's clock; a heartbeat renews those that are held. */
@Component
public class Leases implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Duration length;
    private final String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final OncePerMinute renewalFails = new OncePerMinute();
    private final ScheduledExecutorService pulse =
            Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("heartbeat-"));

    Leases(JdbcClient jdbc, PlatformTransactionManager transactions, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.length = properties.load().lease();
        long interval = length.dividedBy(3).toMillis();
        pulse.scheduleWithFixedDelay(this::renewAll, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Takes a lease; empty if another owner's has not run out. */
    public Optional<Lease> take(String name) {
        Optional<Lease> lease = transaction.execute(status -> takeOver(name));
        lease.ifPresent(held::add);
        return lease;
    }

    private Optional<Lease> takeOver(String name) {
        jdbc.sql("insert into recua_lease (name) values (?) on duplicate key update name = name")
                .param(name)
                .update();
        int taken = jdbc.sql("update recua_lease set owner = ?, fence = fence + 1,"
                        + " lease_until = utc_timestamp(3) + interval ? second"
                        + " where name = ? and (lease_until is null or lease_until <= utc_timestamp(3))")
                .params(owner, length.toSeconds(), name)
                .update();
        return taken == 0
                ? Optional.empty()
                : jdbc.sql("select fence from recua_lease where name = ?")
                        .param(name)
                        .query(Long.class)
                        .optional()
                        .map(fence -> new Lease(name, fence));
    }

    /** Whether nobody has taken the lease over; within a transaction, nobody can until its end. */
    public boolean isCurrent(Lease lease) {
        return jdbc.sql("select 1 from recua_lease where name = ? and fence = ? for update")
                .params(lease.name(), lease.fence())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** This process, in the ledger. */
    public String owner() {
        return owner;
    }

    /** The leases that somebody holds now, by their names. */
    public Set<String> taken() {
        return Set.copyOf(jdbc.sql("select name from recua_lease where lease_until > utc_timestamp(3)")
                .query(String.class)
                .list());
    }

    /** Whether this instance holds the lease, as far as its last heartbeat knows. */
    public boolean isHeld(Lease lease) {
        return held.contains(lease);
    }

    /**
     * Gives a lease back, and renews it no more. Where the database does not answer, the lease runs out by itself.
     *
     * @return false if it was taken over, or the database did not answer
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
                    "Cannot give back the lease on {}, which runs out within {} s: {}",
                    lease.name(),
                    length.toSeconds(),
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
            return false;
        }
    }

    /** False if it was taken over or, a moment ago, given back: a heartbeat must not bring it to life again. */
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
                    log.warn("Lost the lease on {}: it ran out and was taken over", lease.name());
                }
            } catch (RuntimeException e) {
                if (renewalFails.isDue()) {
                    log.warn("Cannot renew the lease on {} and others: {}", lease.name(), Cause.line(e));
                }
            }
        }
    }

    @Override
    public void destroy() {
        pulse.shutdownNow();
    }
}
