package io.recua.page;

import io.recua.log.Visible;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Values as people read them. */
@Component("text")
public class Text {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Text from outside, its control characters made visible. */
    public String visible(String text) {
        return Visible.of(text);
    }

    /** An instant to the second, in UTC. */
    public String utc(Instant instant) {
        return instant == null ? "–" : UTC.format(instant);
    }

    /** A whole number, its thousands apart. */
    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }

    /** Seconds, as hours and minutes where they are many. */
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

    /** Bytes, in the largest unit that keeps a digit before the point. */
    public String bytes(long bytes) {
        if (bytes < 1 << 20) {
            return bytes < 1 << 10 ? bytes + " B" : (bytes >> 10) + " kB";
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
    }
}
