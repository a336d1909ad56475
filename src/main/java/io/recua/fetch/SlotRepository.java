package io.recua.fetch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.RecuaProperties;
import io.recua.fetch.Attempts.Outcome;
import io.recua.lease.Lease;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import io.recua.pause.Pause;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Implements Camel's idempotent repository for the slots of the schedules: each slot is done once over all instances, and
 * one instance at a time fetches a feed. A slot whose fetch failed or was killed is not done. A slot of a feed whose
 * fetches are paused does not begin, and is not done.
 */
@Component("slots")
public class SlotRepository extends LeasedRepository {

    /** The prefix of the name of the lease on a feed's fetch; the feed's name follows. */
    public static final String LEASE_ON = "fetch/";

    /** The exchange variable with the slot. */
    public static final String SLOT = "slot";

    /** The exchange variable that says why the slot did not begin: who paused the feed, since when and why. */
    static final String PAUSED = "paused";

    private final FetchLedger ledger;
    private final PausedSlots paused;
    private final Reason reason;
    private final MeterProvider<Counter> fetches;

    SlotRepository(
            Leases leases,
            FetchLedger ledger,
            PausedSlots paused,
            Reason reason,
            MeterRegistry meters,
            RecuaProperties properties) {
        super(leases);
        this.ledger = ledger;
        this.paused = paused;
        this.reason = reason;
        this.fetches =
                Counter.builder("recua.fetch").description("Fetches by outcome").withRegistry(meters);
        // Registered with zero: Prometheus sees the first increase only of a series that existed before it.
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

    /** Begins the slot; returns false if it is done, or the feed's fetches are paused. */
    @Override
    protected boolean begin(Exchange exchange, String slot, Lease lease) {
        exchange.setVariable(SLOT, slot);
        if (ledger.isDone(feed(exchange), slot)) {
            return false;
        }
        Optional<Pause> pause = paused.leaveOpen(feed(exchange), slot);
        pause.ifPresent(why -> exchange.setVariable(PAUSED, why.sentence()));
        return pause.isEmpty();
    }

    /** Counts the outcome of the slot and records a failure; {@link Fetched} has recorded a success. */
    @Override
    protected void end(Exchange exchange, String slot, boolean done) {
        boolean unchanged = exchange.getVariable("unchanged", false, Boolean.class);
        Outcome outcome = !done ? Outcome.FAILED : unchanged ? Outcome.UNCHANGED : Outcome.LANDED;
        fetches(feed(exchange), outcome).increment();
        if (!done) {
            ledger.failed(
                    lease(exchange), feed(exchange), slot, exchange.getClock().elapsed(), reason.of(exchange));
        }
    }
}
