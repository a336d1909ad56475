package io.recua.config;

import static io.recua.config.SettingException.require;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A window of time that comes again and again, in which no instance fetches or loads any feed.
 *
 * @param schedule when it begins, as a Quartz cron expression; null for no window
 * @param duration how long it lasts
 * @param timeZone the time zone of the schedule
 */
public record MaintenanceProperties(String schedule, Duration duration, @DefaultValue("UTC") ZoneId timeZone) {

    public MaintenanceProperties {
        require(
                schedule == null || CronExpression.isValidExpression(schedule),
                "recua.pause.schedule",
                "\"" + schedule + "\" is not a Quartz cron expression; write one such as \"0 0 2 ? * SUN\"");
        require(
                (schedule == null) == (duration == null) && (duration == null || duration.toSeconds() >= 1),
                "recua.pause.duration",
                "write the length of the window, such as 2h, if there is a schedule, and only then");
    }

    /** A window in progress. */
    public record Window(Instant since, Instant until) {}

    /** Returns the window at an instant; empty if there is none. */
    public Optional<Window> at(Instant now) {
        if (schedule == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(cron().getNextValidTimeAfter(Date.from(now.minus(duration))))
                .map(Date::toInstant)
                .filter(start -> !start.isAfter(now))
                .map(start -> new Window(start, start.plus(duration)));
    }

    private CronExpression cron() {
        try {
            CronExpression cron = new CronExpression(schedule);
            cron.setTimeZone(TimeZone.getTimeZone(timeZone));
            return cron;
        } catch (ParseException e) {
            throw new IllegalStateException("the schedule was valid at start", e);
        }
    }
}
