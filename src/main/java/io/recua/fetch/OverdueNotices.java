package io.recua.fetch;

import io.recua.config.NotifyProperties.Event;
import io.recua.notify.Watch;
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
        freshness.read().overdue().forEach((feed, due) -> reasons.put(feed, due.reason()));
        watch.compare(Event.OVERDUE, reasons, "something was loaded, or found unchanged at the source", exchange);
    }
}
