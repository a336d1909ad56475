package io.recua.fetch;

import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import io.recua.notify.Notice;
import io.recua.notify.Notices;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells which feeds have become overdue, and which are fresh again. No other event shows it: it is time that passes. */
@Component("overdueNotices")
public class OverdueNotices {

    private final RecuaProperties properties;
    private final Freshness freshness;
    private final Notices notices;
    private final Leases leases;
    private final TransactionTemplate transaction;

    OverdueNotices(
            RecuaProperties properties,
            Freshness freshness,
            Notices notices,
            Leases leases,
            PlatformTransactionManager transactions) {
        this.properties = properties;
        this.freshness = freshness;
        this.notices = notices;
        this.leases = leases;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Compares the feeds with what was told, while the exchange holds its lease. Feeds of other instances are left alone. */
    public void check(Exchange exchange) {
        Map<String, Instant> overdue = freshness.read().overdue();
        Set<String> told = notices.told(Event.OVERDUE);
        for (String feed : properties.feeds().keySet()) {
            if (overdue.containsKey(feed) != told.contains(feed)) {
                transaction.executeWithoutResult(status -> {
                    if (leases.isCurrent(LeasedRepository.lease(exchange))) {
                        tell(feed, overdue.get(feed));
                    }
                });
            }
        }
    }

    private void tell(String feed, Instant since) {
        if (since == null) {
            notices.end(Event.OVERDUE, Notice.of(Event.RECOVERED, feed, null));
        } else {
            notices.begin(Notice.of(
                    Event.OVERDUE,
                    feed,
                    "nothing was loaded, and no fetch found the source unchanged, as the setting fresh-for or the schedule"
                            + " demands; the feed is overdue since " + since.truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
