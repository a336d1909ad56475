package io.recua.ingest;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recua.config.RecuaProperties;
import java.time.Duration;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Timer {@code recua.load.duration}: the time from the claim of an object to its release, with the outcome. Each run of a load
 * is timed; only the last run has the outcome loaded or refused.
 */
@Component
class LoadTimer {

    private static final Logger log = LoggerFactory.getLogger(LoadTimer.class);
    private static final String STARTED = "loadStarted";

    private final MeterRegistry meters;
    private final MeterProvider<Timer> durations;
    private final Ledger ledger;

    LoadTimer(MeterRegistry meters, RecuaProperties properties, Ledger ledger) {
        this.meters = meters;
        this.ledger = ledger;
        this.durations = Timer.builder("recua.load.duration")
                .description("Time from the claim of an object to its release")
                .withRegistry(meters);
        // Meters that begin at zero show their first increase.
        properties.feeds().keySet().forEach(feed -> Arrays.asList(LoadStatus.values())
                .forEach(status -> duration(feed, status)));
    }

    void start(Exchange exchange) {
        exchange.setVariable(STARTED, Timer.start(meters));
    }

    /** Stops the timer while the claim is held. A claim that only moved an object is not timed. */
    void stop(Exchange exchange, Claim claim) {
        Timer.Sample run = exchange.getVariable(STARTED, Timer.Sample.class);
        if (claim.status() == LoadStatus.LOADING) {
            run.stop(duration(claim.feed(), status(claim)));
        }
    }

    /** Counts an object that its claim has refused: it has no run to be timed. */
    void refusedAtClaim(String feed) {
        duration(feed, LoadStatus.QUARANTINED).record(Duration.ZERO);
    }

    private LoadStatus status(Claim claim) {
        try {
            return ledger.status(claim).orElse(LoadStatus.LOADING);
        } catch (DataAccessException e) {
            log.debug("The outcome of load {} is not known", claim.loadId(), e);
            return LoadStatus.LOADING;
        }
    }

    private Timer duration(String feed, LoadStatus status) {
        String outcome =
                switch (status) {
                    case LOADED -> "loaded";
                    case QUARANTINED -> "refused";
                    case LOADING -> "interrupted";
                };
        return durations.withTags("feed", feed, "outcome", outcome);
    }
}
