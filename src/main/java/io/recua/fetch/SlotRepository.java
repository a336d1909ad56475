package io.recua.fetch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.RecuaProperties;
import io.recua.fetch.Attempts.Outcome;
import io.recua.lease.Lease;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Camel's idempotent repository over the slots of the schedules: a slot is done once over all instances, and one feed is
 * fetched by one instance at a time. A slot whose fetch failed, or was killed, is not done.
 */
@Component("slots")
public class SlotRepository extends LeasedRepository {

    /** What the name of the lease on a feed's fetch begins with; the feed's name follows. */
    public static final String LEASE_ON = "fetch/";

    private static final String FEED = "feed";

    /** Only the last slot is ever asked for again; the others tell a curious reader when the feed was fetched. */
    private static final int KEPT = 100;

    private final JdbcClient jdbc;
    private final Attempts attempts;
    private final MeterProvider<Counter> fetches;

    SlotRepository(
            JdbcClient jdbc, Leases leases, Attempts attempts, MeterRegistry meters, RecuaProperties properties) {
        super(leases);
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.fetches = Counter.builder("recua.fetch")
                .description("Fetches by what came of them")
                .withRegistry(meters);
        // What is counted from zero on shows its first increase.
        properties.feeds().keySet().forEach(feed -> List.of(Outcome.values())
                .forEach(outcome -> fetches(feed, outcome)));
    }

    private Counter fetches(String feed, Outcome outcome) {
        return fetches.withTags("feed", feed, "outcome", outcome.name().toLowerCase(Locale.ROOT));
    }

    @Override
    protected String leaseName(Exchange exchange) {
        return LEASE_ON + feed(exchange);
    }

    /** Begins the slot; false if it is done. */
    @Override
    protected boolean begin(Exchange exchange, String slot, Lease lease) {
        return jdbc.sql("select 1 from recua_slot where feed = ? and slot = ?")
                .params(feed(exchange), slot)
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    /** Notes a slot that is done, and forgets the feed's oldest ones; leaves one that failed to the next who asks for it. */
    @Override
    protected void end(Exchange exchange, String slot, boolean done) {
        if (!done) {
            note(exchange, Outcome.FAILED);
            return;
        }
        jdbc.sql("insert into recua_slot (feed, slot) values (?, ?)")
                .params(feed(exchange), slot)
                .update();
        jdbc.sql("delete from recua_slot where feed = ? and slot < (select slot from"
                        + " (select slot from recua_slot where feed = ? order by slot desc limit 1 offset "
                        + (KEPT - 1) + ") kept)")
                .params(feed(exchange), feed(exchange))
                .update();
        boolean unchanged = exchange.getVariable("unchanged", false, Boolean.class);
        note(exchange, unchanged ? Outcome.UNCHANGED : Outcome.LANDED);
    }

    private void note(Exchange exchange, Outcome outcome) {
        fetches(feed(exchange), outcome).increment();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Exception.class);
        attempts.note(
                feed(exchange),
                outcome,
                outcome == Outcome.LANDED ? exchange.getMessage().getHeader(AWS2S3Constants.KEY, String.class) : null,
                outcome == Outcome.FAILED ? String.valueOf(failure.getMessage()) : null);
    }

    private static String feed(Exchange exchange) {
        return exchange.getVariable(FEED, String.class);
    }
}
