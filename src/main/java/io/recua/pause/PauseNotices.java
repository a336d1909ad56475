package io.recua.pause;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.notify.Watch;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Tells which feeds are paused for so long that somebody may have forgotten them, and which of these are resumed. */
@Component("pauseNotices")
public class PauseNotices {

    private final Pauses pauses;
    private final Watch watch;
    private final Duration longest;

    PauseNotices(Pauses pauses, Watch watch, RecuaProperties properties) {
        this.pauses = pauses;
        this.watch = watch;
        this.longest = properties.notices().pausedLongerThan();
    }

    /** Compares the pauses with what was told, while the exchange holds its lease. */
    public void check(Exchange exchange) {
        Map<String, String> reasons = pauses.longerThan(longest).stream()
                .collect(groupingBy(Pause::feed, mapping(PauseNotices::reason, joining("; "))));
        watch.compare(Event.PAUSED, reasons, "what was paused for too long is resumed or paused anew", exchange);
    }

    private static String reason(Pause pause) {
        return "its " + pause.task().word() + " are " + pause.sentence();
    }
}
