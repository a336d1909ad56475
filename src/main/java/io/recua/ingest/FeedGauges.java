package io.recua.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.RecuaProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Gauges by feed. {@code recua.lag} is the age of the oldest object in the landing place, waiting or loading; 0 if there is
 * none. {@code recua.last.success} is the time when any instance loaded the feed's last object; 0 if none was loaded.
 * {@code recua.refused.since} is the time of the feed's last refusal; 0 if the feed is not refused.
 *
 * <p>Every ten seconds, one request to the bucket and two to the ledger refresh the values of all feeds. A scrape sends no
 * request. If a request fails, the last values stay; before the first answer they are NaN.
 */
@Component
class FeedGauges {

    private static final Logger log = LoggerFactory.getLogger(FeedGauges.class);
    private static final int REFRESH_SECONDS = 10;

    private final LandedObjects landing;
    private final LastLoad lastLoad;
    private volatile Map<String, Instant> oldest;
    private volatile Map<String, Instant> lastSuccess;
    private volatile Map<String, Instant> refusedSince;

    FeedGauges(
            MeterRegistry meters, RecuaProperties properties, LandedObjects landing, LastLoad lastLoad, Clock clock) {
        this.landing = landing;
        this.lastLoad = lastLoad;
        for (String feed : properties.feeds().keySet()) {
            gauge(
                    meters,
                    feed,
                    "recua.lag",
                    "Age of the oldest object in the landing place",
                    gauges -> lag(gauges.oldest, feed, clock.instant()));
            gauge(
                    meters,
                    feed,
                    "recua.last.success",
                    "When the last object was loaded, since the epoch",
                    gauges -> epoch(gauges.lastSuccess, feed));
            gauge(
                    meters,
                    feed,
                    "recua.refused.since",
                    "When the feed's last object was refused, since the epoch; 0 if the feed is not refused",
                    gauges -> epoch(gauges.refusedSince, feed));
        }
    }

    private void gauge(
            MeterRegistry meters, String feed, String name, String description, ToDoubleFunction<FeedGauges> value) {
        Gauge.builder(name, this, value)
                .description(description)
                .baseUnit("seconds")
                .tag("feed", feed)
                .register(meters);
    }

    private static double lag(Map<String, Instant> oldest, String feed, Instant now) {
        if (oldest == null) {
            return Double.NaN;
        }
        return Math.max(0, Duration.between(oldest.getOrDefault(feed, now), now).toMillis() / 1000.0);
    }

    private static double epoch(Map<String, Instant> times, String feed) {
        return times == null
                ? Double.NaN
                : times.getOrDefault(feed, Instant.EPOCH).toEpochMilli() / 1000.0;
    }

    @Scheduled(fixedDelay = REFRESH_SECONDS, timeUnit = TimeUnit.SECONDS)
    void refreshLag() {
        try {
            Map<String, Instant> found = new HashMap<>();
            landing.waiting().forEach((feed, waiting) -> found.put(feed, waiting.oldest()));
            oldest = found;
        } catch (SdkException e) {
            log.debug("The landing places cannot be listed for the lag", e);
        }
    }

    @Scheduled(fixedDelay = REFRESH_SECONDS, timeUnit = TimeUnit.SECONDS)
    void refreshLoads() {
        try {
            lastSuccess = lastLoad.times();
            refusedSince = lastLoad.refusals();
        } catch (DataAccessException e) {
            log.debug("The ledger cannot be asked for the last loads", e);
        }
    }
}
