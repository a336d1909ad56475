package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.quartz.CronExpression;
import org.springframework.stereotype.Component;

/** Computes the slots of the feeds' schedules: the instants at which a fetch is due, as ISO 8601 in UTC. */
@Component("schedule")
public class Schedule {

    /** Quartz computes only forwards: the search for the last slot starts from earlier and earlier instants. */
    private static final List<Duration> SEARCH_DISTANCES = List.of(
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

    /** Returns the slot for which Quartz fired. If Quartz fires more than a minute late, it takes that instant for the schedule's. */
    public String fired(@Variable(LeasedRepository.FEED) String feed, @Header("scheduledFireTime") Date scheduled) {
        Instant instant = scheduled.toInstant();
        return latest(feed, instant).orElse(instant).toString();
    }

    /** Returns the last slot that is past; the start of this century if the schedule has not fired yet. */
    public String last(@Variable(LeasedRepository.FEED) String feed) {
        return latest(feed, clock.instant())
                .orElse(Instant.parse("2000-01-01T00:00:00Z"))
                .toString();
    }

    /** Returns the last slot that is not after an instant; empty if there is none. */
    Optional<Instant> latest(String feed, Instant at) {
        return SEARCH_DISTANCES.stream()
                .map(distance -> lastBetween(cron(feed), at.minus(distance), at))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns the slots of these days in the feed's time zone, both included, that are past; in order. */
    public Stream<Instant> between(String feed, LocalDate from, LocalDate to) {
        ZoneId zone = properties.feed(feed).timeZone();
        CronExpression cron = cron(feed);
        Instant end = to.plusDays(1).atStartOfDay(zone).toInstant();
        Instant now = clock.instant();
        Date before = Date.from(from.atStartOfDay(zone).toInstant().minusMillis(1));
        return Stream.iterate(cron.getNextValidTimeAfter(before), Objects::nonNull, cron::getNextValidTimeAfter)
                .map(Date::toInstant)
                .takeWhile(slot -> slot.isBefore(end) && !slot.isAfter(now));
    }

    /** Returns the feeds that fetch a slot that they missed while Recua was not running. */
    public List<String> catchUps() {
        return properties.feeds().entrySet().stream()
                .filter(feed -> feed.getValue().catchUp())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the next slot; empty if the schedule has no further slot. */
    public Optional<Instant> next(String feed) {
        return next(feed, 1).stream().findFirst();
    }

    /** Returns the next slots: as many as asked for, or fewer if the schedule ends. */
    public List<Instant> next(String feed, int count) {
        return after(feed, clock.instant()).limit(count).toList();
    }

    /**
     * Returns the instant at which one slot and a half have passed since an instant: the first slot after it, and half of the time
     * to the slot that follows. Empty if the schedule has no such slots.
     */
    Optional<Instant> slotAndAHalfAfter(String feed, Instant instant) {
        List<Instant> slots = after(feed, instant).limit(2).toList();
        return slots.size() < 2
                ? Optional.empty()
                : Optional.of(slots.get(0)
                        .plus(Duration.between(slots.get(0), slots.get(1)).dividedBy(2)));
    }

    private Stream<Instant> after(String feed, Instant instant) {
        CronExpression cron = cron(feed);
        return Stream.iterate(
                        cron.getNextValidTimeAfter(Date.from(instant)), Objects::nonNull, cron::getNextValidTimeAfter)
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

    private CronExpression cron(String feed) {
        return properties.feed(feed).cron();
    }
}
