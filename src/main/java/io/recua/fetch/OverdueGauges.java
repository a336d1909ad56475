package io.recua.fetch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.RecuaProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The gauge {@code recua.overdue} of each feed: the seconds since when it is overdue, 0 if it is not. Every ten seconds, the ledger
 * is asked for all feeds together; a scrape asks nothing. If the ledger does not answer, the last state stays, and the seconds
 * grow; before the first answer they are NaN.
 */
@Component
class OverdueGauges {

    private static final Logger log = LoggerFactory.getLogger(OverdueGauges.class);
    private static final int REFRESH_SECONDS = 10;

    private final Freshness freshness;
    private final Clock clock;
    private volatile State state;

    /** @param ahead how much the database's clock is ahead of this host's */
    private record State(Freshness.Reading reading, Duration ahead) {}

    OverdueGauges(MeterRegistry meters, RecuaProperties properties, Freshness freshness, Clock clock) {
        this.freshness = freshness;
        this.clock = clock;
        properties.feeds().keySet().forEach(feed -> Gauge.builder("recua.overdue", this, gauges -> gauges.seconds(feed))
                .description("How long the feed is overdue")
                .baseUnit("seconds")
                .tag("feed", feed)
                .register(meters));
    }

    private double seconds(String feed) {
        State known = state;
        if (known == null) {
            return Double.NaN;
        }
        Instant now = clock.instant().plus(known.ahead());
        Freshness.Due due = known.reading().due().get(feed);
        return due == null ? 0 : Math.max(0, Duration.between(due.at(), now).toMillis() / 1000.0);
    }

    @Scheduled(fixedDelay = REFRESH_SECONDS, timeUnit = TimeUnit.SECONDS)
    void refresh() {
        try {
            Freshness.Reading reading = freshness.read();
            state = new State(reading, Duration.between(clock.instant(), reading.now()));
        } catch (DataAccessException e) {
            log.debug("The ledger cannot be asked which feeds are overdue", e);
        }
    }
}
