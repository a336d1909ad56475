package io.recua.lease;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * An idempotent repository that holds a lease while an exchange works on a key.
 *
 * <ol>
 *   <li>{@code add} acquires the lease and begins the key. If the key does not begin or the begin fails, the lease is
 *       released.
 *   <li>{@code confirm} and {@code remove} end the key. The lease is released even if the end fails.
 *   <li>If the database is unreachable, the lease cannot be released. It is no longer renewed, and expires.
 * </ol>
 *
 * <p>All methods need the exchange, not only the key. {@code start} and {@code stop} do nothing: several routes share
 * the repository, and Camel would stop it with the first of them.
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

    /** Returns the name of the exchange's feed. */
    public static String feed(Exchange exchange) {
        return exchange.getVariable(FEED, String.class);
    }

    /** Returns whether the exchange has failed, also if its error policy has handled this. */
    public static boolean hasFailed(Exchange exchange) {
        ExchangeExtension outcome = exchange.getExchangeExtension();
        return exchange.isFailed() || outcome.isErrorHandlerHandledSet() && outcome.isErrorHandlerHandled();
    }

    /** Returns the name of the lease that the exchange needs. */
    protected abstract String leaseName(Exchange exchange);

    /** Begins the key under the lease. Returns false if there is nothing to do. */
    protected abstract boolean begin(Exchange exchange, String key, Lease lease);

    /**
     * Ends the key while the lease is still held.
     *
     * @param done whether the exchange finished its work
     */
    protected abstract void end(Exchange exchange, String key, boolean done);

    /** Returns the lease of the exchange; null if it has none. */
    public static Lease lease(Exchange exchange) {
        return exchange.getVariable(LEASE, Lease.class);
    }

    /** Begins the key. Returns false if there is nothing to do or another owner holds the lease. */
    @Override
    public final boolean add(Exchange exchange, String key) {
        Lease lease = leases.acquire(leaseName(exchange)).orElse(null);
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

    /** Returns whether the exchange has a lease and this instance still held it at the last heartbeat. */
    @Override
    public final boolean contains(Exchange exchange, String key) {
        Lease lease = lease(exchange);
        return lease != null && leases.isHeld(lease);
    }

    @Override
    public final boolean confirm(Exchange exchange, String key) {
        return endAndRelease(exchange, key, true);
    }

    @Override
    public final boolean remove(Exchange exchange, String key) {
        return endAndRelease(exchange, key, false);
    }

    private boolean endAndRelease(Exchange exchange, String key, boolean done) {
        Lease lease = lease(exchange);
        boolean current = false;
        try {
            end(exchange, key, done);
        } catch (RuntimeException e) {
            // Camel has already completed the exchange, so nobody else would report the failure.
            log.warn("Cannot record the end of the work on {} in the ledger: {}", lease.name(), cause(e));
            log.debug("Cannot record the end of the work on {} in the ledger", lease.name(), e);
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
        return new UnsupportedOperationException("this repository needs the exchange");
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
