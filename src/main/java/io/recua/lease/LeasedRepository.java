package io.recua.lease;

import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * An idempotent repository whose keys are worked on under a lease.
 *
 * <ol>
 *   <li>{@code add} takes the lease and begins the key. If the key is not begun, or its begin fails, the lease is given back.
 *   <li>{@code confirm} and {@code remove} end the key. The lease is given back even if the end fails.
 *   <li>A lease that cannot be given back, since the database is away, is not renewed any more, and runs out.
 * </ol>
 *
 * <p>It works on the exchange, not only on the key. It has no life cycle of its own: Camel would stop it with the first of
 * the routes that share it.
 */
public abstract class LeasedRepository implements IdempotentRepository {

    private static final Logger log = LoggerFactory.getLogger(LeasedRepository.class);

    /** The exchange variable that holds the feed's name. */
    public static final String FEED = "feed";

    /** The exchange variable that holds the lease. */
    private static final String LEASE = "lease";

    private final Leases leases;

    protected LeasedRepository(Leases leases) {
        this.leases = leases;
    }

    /** The feed that the exchange is about. */
    public static String feed(Exchange exchange) {
        return exchange.getVariable(FEED, String.class);
    }

    /** The name of the lease that the exchange needs. */
    protected abstract String leaseName(Exchange exchange);

    /** Begins the key under the lease; false if there is nothing to do. */
    protected abstract boolean begin(Exchange exchange, String key, Lease lease);

    /**
     * Ends the key while the lease is still held.
     *
     * @param done whether the exchange did its work
     */
    protected abstract void end(Exchange exchange, String key, boolean done);

    /** The lease under which the exchange works; null if it has none. */
    public static Lease lease(Exchange exchange) {
        return exchange.getVariable(LEASE, Lease.class);
    }

    /** Begins the key; false if there is nothing to do, or another owner holds the lease. */
    @Override
    public final boolean add(Exchange exchange, String key) {
        Lease lease = leases.take(leaseName(exchange)).orElse(null);
        if (lease == null) {
            return false;
        }
        boolean begun = false;
        try {
            exchange.setVariable(LEASE, lease);
            begun = begin(exchange, key, lease);
        } finally {
            if (!begun) {
                leases.release(lease);
            }
        }
        return begun;
    }

    /** Whether the exchange works on a key, and its lease is held as far as the last heartbeat knows. */
    @Override
    public final boolean contains(Exchange exchange, String key) {
        Lease lease = lease(exchange);
        return lease != null && leases.isHeld(lease);
    }

    @Override
    public final boolean confirm(Exchange exchange, String key) {
        return giveBack(exchange, key, true);
    }

    @Override
    public final boolean remove(Exchange exchange, String key) {
        return giveBack(exchange, key, false);
    }

    private boolean giveBack(Exchange exchange, String key, boolean done) {
        Lease lease = lease(exchange);
        boolean current = false;
        try {
            end(exchange, key, done);
        } catch (RuntimeException e) {
            // Camel ends the exchange before it asks for this, so nobody else would see the failure.
            log.warn("Cannot note the end of the work on {}: {}", lease.name(), cause(e));
            log.debug("Cannot note the end of the work on {}", lease.name(), e);
        } finally {
            current = leases.release(lease);
        }
        return current;
    }

    private static String cause(Exception e) {
        return NestedExceptionUtils.getMostSpecificCause(e).toString();
    }

    @Override
    public final boolean add(String key) {
        throw needsExchange();
    }

    @Override
    public final boolean contains(String key) {
        throw needsExchange();
    }

    @Override
    public final boolean confirm(String key) {
        throw needsExchange();
    }

    @Override
    public final boolean remove(String key) {
        throw needsExchange();
    }

    @Override
    public final void clear() {
        throw needsExchange();
    }

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("this repository works on the exchange");
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
