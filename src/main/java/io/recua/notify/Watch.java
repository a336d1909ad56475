package io.recua.notify;

import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.lease.Lease;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells of the states that begin and end only because time passes. The instance that holds the lease looks at them. */
@Component("watch")
public class Watch extends LeasedRepository {

    private final RecuaProperties properties;
    private final Notices notices;
    private final Leases leases;
    private final TransactionTemplate transaction;

    Watch(RecuaProperties properties, Notices notices, Leases leases, PlatformTransactionManager transactions) {
        super(leases);
        this.properties = properties;
        this.notices = notices;
        this.leases = leases;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The slash tells the lease from that of a feed. */
    @Override
    protected String leaseName(Exchange exchange) {
        return "notify/states";
    }

    @Override
    protected boolean begin(Exchange exchange, String key, Lease lease) {
        return true;
    }

    @Override
    protected void end(Exchange exchange, String key, boolean done) {}

    /**
     * Compares the feeds that are in a state with those of which it was told, and tells the difference, while the exchange holds its
     * lease. Feeds of other instances are left alone.
     *
     * @param reasons by feed, why it is in the state; the other feeds are not in it
     * @param end what ends the state, as {@link Notices#end} needs it
     */
    public void compare(Event event, Map<String, String> reasons, String end, Exchange exchange) {
        if (!notices.isOn(event)) {
            return;
        }
        Set<String> told = notices.told(event);
        for (String feed : properties.feeds().keySet()) {
            if (reasons.containsKey(feed) != told.contains(feed)) {
                transaction.executeWithoutResult(status -> {
                    if (leases.isCurrent(lease(exchange))) {
                        tell(event, feed, reasons.get(feed), end);
                    }
                });
            }
        }
    }

    private void tell(Event event, String feed, String reason, String end) {
        if (reason == null) {
            notices.end(event, Notice.of(Event.RECOVERED, feed, end));
        } else {
            notices.begin(Notice.of(event, feed, reason));
        }
    }
}
