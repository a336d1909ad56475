package io.recua.ingest;

import io.recua.lease.ExchangeRepository;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Camel's idempotent repository over the ledger. Adding an object's key takes the lease on the feed that the header
 * {@value #FEED} names, claims the version that the headers of camel-aws2-s3 name, and leaves the {@link Claim} in the
 * variable {@value #CLAIM}.
 */
@Component("ledger")
public class ClaimRepository implements ExchangeRepository {

    /** The exchange variable that holds the claim. */
    public static final String CLAIM = "claim";

    /** The message header that names the feed. */
    public static final String FEED = "feed";

    private static final String LOGGED_LOAD = "loadId";
    private static final String LOGGED_OBJECT = "object";

    private final Leases leases;
    private final Claims claims;
    private final LoadTimer timer;

    ClaimRepository(Leases leases, Claims claims, LoadTimer timer) {
        this.leases = leases;
        this.claims = claims;
        this.timer = timer;
    }

    /** Claims the object; false if another instance is at work on the feed. */
    @Override
    public boolean add(Exchange exchange, String key) {
        String feed = exchange.getMessage().getHeader(FEED, String.class);
        String bucket = exchange.getMessage().getHeader(AWS2S3Constants.BUCKET_NAME, String.class);
        String etag = exchange.getMessage().getHeader(AWS2S3Constants.E_TAG, String.class);
        Optional<Lease> lease = leases.take(feed);
        if (lease.isEmpty()) {
            return false;
        }
        try {
            Claim claim = claims.claim(lease.get(), bucket, key, etag);
            exchange.setVariable(CLAIM, claim);
            MDC.put(LOGGED_LOAD, Long.toString(claim.loadId()));
            MDC.put(LOGGED_OBJECT, key);
            timer.start(exchange);
            return true;
        } catch (RuntimeException e) {
            leases.release(lease.get());
            throw e;
        }
    }

    /** Releases the claim: the load is settled. */
    @Override
    public boolean confirm(Exchange exchange, String key) {
        return release(exchange);
    }

    /** Releases the claim: the load goes on with the next one. */
    @Override
    public boolean remove(Exchange exchange, String key) {
        return release(exchange);
    }

    private boolean release(Exchange exchange) {
        Claim claim = exchange.getVariable(CLAIM, Claim.class);
        try {
            timer.stop(exchange, claim);
            return leases.release(claim.lease());
        } finally {
            MDC.remove(LOGGED_LOAD);
            MDC.remove(LOGGED_OBJECT);
        }
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        Claim claim = exchange.getVariable(CLAIM, Claim.class);
        return claim != null && leases.isHeld(claim.lease());
    }
}
