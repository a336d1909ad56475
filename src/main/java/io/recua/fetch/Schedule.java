package io.recua.fetch;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.quartz.CronExpression;
import org.springframework.stereotype.Component;

/** The slots of the feeds' schedules: the instants at which a fetch is due, written as ISO 8601 in UTC. */
@Component("schedule")
public class Schedule {

    /** Quartz computes only forwards, so the last slot is looked for from further and further back. */
    private static final List<Duration> LOOK_BACK = List.of(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(8),
            Duration.ofDays(40),
            Duration.ofDays(400),
            Duration.ofDays(4000));

    private final RecuaProperties properties;
    private final Clock clock;

    Schedule(RecuaProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** The slot that Quartz fires for. */
    public String fired(@Header("scheduledFireTime") Date scheduled) {
        return scheduled.toInstant().toString();
    }

    /** The last slot that is past; if the schedule never fired yet, the start of this century. */
    public String last(@Variable(LeasedRepository.FEED) String feed) {
        Instant now = clock.instant();
        return LOOK_BACK.stream()
                .map(back -> lastBetween(cron(feed), now.minus(back), now))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Instant.parse("2000-01-01T00:00:00Z"))
                .toString();
    }

    /** The feeds that fetch a slot which they missed while Recua was not running. */
    public List<String> catchUps() {
        return properties.feeds().entrySet().stream()
                .filter(feed -> feed.getValue().catchUp())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The next slot; empty if the schedule has come to its end. */
    public Optional<Instant> next(String feed) {
        return Optional.ofNullable(cron(feed).getNextValidTimeAfter(Date.from(clock.instant())))
                .map(Date::toInstant);
    }

    private static Optional<Instant> lastBetween(CronExpression cron, Instant from, Instant now) {
        Instant last = null;
        Date next = cron.getNextValidTimeAfter(Date.from(from));
        while (next != null && !next.toInstant().isAfter(now)) {
            last = next.toInstant();
            next = cron.getNextValidTimeAfter(next);
        }
        return Optional.ofNullable(last);
    }

    private CronExpression cron(String name) {
        FeedProperties feed = properties.feed(name);
        try {
            CronExpression cron = new CronExpression(feed.schedule());
            cron.setTimeZone(TimeZone.getTimeZone(feed.timeZone()));
            return cron;
        } catch (ParseException e) {
            throw new IllegalStateException("the schedule was valid at start", e);
        }
    }
}
