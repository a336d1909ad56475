package io.recua.page;

import io.recua.control.LoadView.Progress;
import io.recua.control.Outage;
import io.recua.control.Reading.Gap;
import io.recua.log.Visible;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Formats values for the page; the templates use it as the bean {@code text}. */
@Component("text")
public class Text {

    private static final int HOURS_OF_A_DAY = 24;

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Clock clock;

    Text(Clock clock) {
        this.clock = clock;
    }

    /** Returns external text with control characters made visible. */
    public String visible(String text) {
        return Visible.of(text);
    }

    /** Formats an instant to the second, in UTC. */
    public String utc(Instant instant) {
        return instant == null ? "–" : UTC.format(instant);
    }

    /** Says which server is away or too slow, since when, and from when the state is that the page shows. */
    public String outage(Gap gap) {
        return (gap.outage() == null ? gap.sentence() : away(gap.outage()))
                + (gap.shown() == null
                        ? ". Its state is not known."
                        : ". The page shows its state of " + utc(gap.shown()) + " UTC.");
    }

    private String away(Outage outage) {
        String away = outage.reason() == null ? " does not answer since " : " cannot be used since ";
        return "The " + outage.server().word() + away + utc(outage.since()) + " UTC ("
                + distance(Duration.between(outage.since(), clock.instant())) + ")"
                + (outage.reason() == null ? "" : ": " + visible(outage.reason()));
    }

    /** Formats an instant by its distance from now, such as {@code 5 min ago} or {@code in 3 d}. */
    public String relative(Instant instant) {
        if (instant == null) {
            return "–";
        }
        Duration past = Duration.between(instant, clock.instant());
        String distance = distance(past.abs());
        return past.isNegative() ? "in " + distance : distance + " ago";
    }

    private static String distance(Duration duration) {
        if (duration.toMinutes() == 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < 2 * HOURS_OF_A_DAY ? duration.toHours() + " h" : duration.toDays() + " d";
    }

    /** Says how far a load is, and how fast; or for how long it has written no progress. */
    public String progress(Progress progress) {
        String percent = progress.percent() + " %";
        if (progress.silentSeconds() != null) {
            return percent + ", no progress for " + distance(Duration.ofSeconds(progress.silentSeconds()));
        }
        return progress.rowsPerSecond() == null
                ? percent
                : "%s, %s rows/s, %s left"
                        .formatted(
                                percent,
                                count(progress.rowsPerSecond()),
                                seconds(progress.secondsLeft().doubleValue()));
    }

    /** Formats a whole number, with a thin space between groups of three digits. */
    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }

    /** Formats seconds; from a minute as minutes and seconds, from an hour as hours and minutes. */
    public String seconds(Double seconds) {
        if (seconds == null) {
            return "–";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        return duration.toHours() > 0
                ? "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart())
                : "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    /** Formats bytes as B, kB or MB, in the largest unit in which the number is at least 1. */
    public String bytes(long bytes) {
        if (bytes < 1 << 20) {
            return bytes < 1 << 10 ? bytes + " B" : (bytes >> 10) + " kB";
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
    }
}
