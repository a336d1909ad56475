package io.recua.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The feeds whose objects wait in this instance for the database, the bucket or the disk. Logs one line a minute for each feed,
 * and reports them as health component {@code waitingFeeds}, which is part of the readiness probe.
 *
 * <p>A feed waits until a try commits rows or ends its load, here or in another instance, or until it is paused or has nothing
 * left to load. To read again what was committed before proves nothing: the next commit may fail as the last one did.
 */
@Component
public class WaitingFeeds implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(WaitingFeeds.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Map<String, Wait> waits = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Wait(Instant since, Instant logged, String cause, String reason) {}

    WaitingFeeds(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes that a feed waits.
     *
     * @param cause what the reason is about; the reason itself may differ at each try
     */
    void note(String feed, String cause, String reason) {
        Instant now = clock.instant();
        waits.compute(feed, (name, before) -> {
            boolean known = before != null && before.cause().equals(cause);
            boolean quiet = known && before.logged().plus(PAUSE).isAfter(now);
            if (!quiet) {
                log.error("Waiting to load feed {}; nothing is lost, it goes on by itself: {}", feed, reason);
            }
            return new Wait(known ? before.since() : now, quiet ? before.logged() : now, cause, reason);
        });
    }

    /** Notes that the feed continues, is paused, or has nothing left to load. */
    public void clear(String feed) {
        Wait wait = waits.remove(feed);
        if (wait != null) {
            log.info("Feed {} does not wait any more; it waited since {}", feed, wait.since());
        }
    }

    /** Returns why the feed waits in this instance; empty if it does not. */
    public Optional<String> reason(String feed) {
        return Optional.ofNullable(waits.get(feed)).map(Wait::reason);
    }

    @Override
    public Health health() {
        Map<String, String> details = new TreeMap<>();
        waits.forEach((feed, wait) -> details.put(feed, "waits since " + wait.since() + ": " + wait.reason()));
        return (details.isEmpty() ? Health.up() : Health.down())
                .withDetails(details)
                .build();
    }
}
