package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Camel's idempotent repository over the ledger. Adding an object's key claims the version that the headers of
 * camel-aws2-s3 name for the feed in the header {@value #FEED}, and leaves the {@link Claim} in the variable
 * {@value #CLAIM}. While a claim is held, a heartbeat renews its lease.
 *
 * <p>It outlives the routes that use it, since stopping one feed's route must not end another's heartbeat.
 */
@Component("ledger")
public class ClaimRepository implements IdempotentRepository, DisposableBean {

    /** The exchange variable that holds the claim. */
    public static final String CLAIM = "claim";

    /** The message header that names the feed. */
    public static final String FEED = "feed";

    private static final Logger log = LoggerFactory.getLogger(ClaimRepository.class);

    private final Claims claims;
    private final String owner = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService pulse =
            Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("heartbeat-"));

    ClaimRepository(Claims claims, RecuaProperties properties) {
        this.claims = claims;
        long interval = properties.load().lease().dividedBy(3).toMillis();
        pulse.scheduleWithFixedDelay(this::renewAll, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Claims the object; false if another instance is at work on the feed. */
    @Override
    public boolean add(Exchange exchange, String key) {
        String feed = exchange.getMessage().getHeader(FEED, String.class);
        String bucket = exchange.getMessage().getHeader(AWS2S3Constants.BUCKET_NAME, String.class);
        String etag = exchange.getMessage().getHeader(AWS2S3Constants.E_TAG, String.class);
        return claims.claim(owner, feed, bucket, key, etag)
                .map(claim -> {
                    exchange.setVariable(CLAIM, claim);
                    return held.add(claim);
                })
                .orElse(false);
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
        if (!held.remove(claim)) {
            return false;
        }
        claims.release(claim);
        return true;
    }

    private void renewAll() {
        for (Claim claim : held) {
            try {
                if (!claims.renew(claim) && held.remove(claim)) {
                    log.warn("Lost the claim on load {} of feed {}: its lease ran out", claim.loadId(), claim.feed());
                }
            } catch (RuntimeException e) {
                log.warn(
                        "Cannot renew the claim on load {} of feed {}: {}", claim.loadId(), claim.feed(), e.toString());
            }
        }
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        Claim claim = exchange.getVariable(CLAIM, Claim.class);
        return claim != null && held.contains(claim);
    }

    @Override
    public boolean add(String key) {
        throw needsExchange();
    }

    @Override
    public boolean contains(String key) {
        throw needsExchange();
    }

    @Override
    public boolean confirm(String key) {
        throw needsExchange();
    }

    @Override
    public boolean remove(String key) {
        throw needsExchange();
    }

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("a claim needs the message that names the object version");
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("claims are released one by one, or run out");
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void destroy() {
        pulse.shutdownNow();
    }
}
