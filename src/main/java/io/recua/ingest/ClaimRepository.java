package io.recua.ingest;

import io.recua.lease.Lease;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import org.apache.camel.Exchange;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Camel's idempotent repository over the ledger's loads.
 *
 * <ol>
 *   <li>Adding an object's key acquires the lease on the exchange's feed.
 *   <li>It claims the object version in the header {@value Landed#HEADER}.
 *   <li>It sets the variable {@value Claim#VARIABLE} to the {@link Claim}, and the variable {@value Claim#REASON} if the object is already
 *       refused.
 * </ol>
 */
@Component("claims")
public class ClaimRepository extends LeasedRepository {

    private static final String LOGGED_LOAD = "loadId";
    private static final String LOGGED_OBJECT = "object";

    private final Claims claims;
    private final Crashes crashes;
    private final LoadTimer timer;

    ClaimRepository(Leases leases, Claims claims, Crashes crashes, LoadTimer timer) {
        super(leases);
        this.claims = claims;
        this.crashes = crashes;
        this.timer = timer;
    }

    @Override
    protected String leaseName(Exchange exchange) {
        return feed(exchange);
    }

    /** Claims the object version in the header {@value Landed#HEADER}. */
    @Override
    protected boolean begin(Exchange exchange, String key, Lease lease) {
        Landed object = exchange.getMessage().getHeader(Landed.HEADER, Landed.class);
        Claim claim = claims.claim(lease, object.bucket(), object.key(), object.etag());
        exchange.setVariable(Claim.VARIABLE, claim);
        exchange.setVariable(Claim.REASON, claim.status() == LoadStatus.QUARANTINED ? claim.error() : null);
        exchange.removeVariable(Claim.GUARD);
        MDC.put(LOGGED_LOAD, Long.toString(claim.loadId()));
        MDC.put(LOGGED_OBJECT, key);
        timer.start(exchange);
        return true;
    }

    /** Ends the run. A load that has not ended continues with the next claim. */
    @Override
    protected void end(Exchange exchange, String key, boolean done) {
        try {
            Claim claim = exchange.getVariable(Claim.VARIABLE, Claim.class);
            timer.stop(exchange, claim);
            crashes.survived(claim);
        } finally {
            MDC.remove(LOGGED_LOAD);
            MDC.remove(LOGGED_OBJECT);
        }
    }
}
