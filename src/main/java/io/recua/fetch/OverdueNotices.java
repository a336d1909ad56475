package io.recua.fetch;

import io.recua.config.NotifyProperties.Event;
import io.recua.notify.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Tells which feeds have become overdue, and which are fresh again. No other event shows it: it is time that passes. */
@Component("overdueNotices")
public class OverdueNotices {

    private final Freshness freshness;
    private final Watch watch;

    OverdueNotices(Freshness freshness, Watch watch) {
        this.freshness = freshness;
        this.watch = watch;
    }

    /** Compares the feeds with what was told, while the exchange holds its lease. */
    public void check(Exchange exchange) {
        Map<String, String> reasons = new HashMap<>();
        freshness.read().overdue().forEach((feed, since) -> reasons.put(feed, reason(since)));
        watch.compare(Event.OVERDUE, reasons, exchange);
    }

    private static String reason(Instant since) {
        return "nothing was loaded, and no fetch found the source unchanged, as the setting fresh-for or the schedule"
                + " demands; the feed is overdue since " + since.truncatedTo(ChronoUnit.SECONDS);
    }
}
