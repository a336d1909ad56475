package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.database.DatabaseClock;
import io.recua.fetch.SlotRepository;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Fetches a feed now, by the same route and under the same lease as its schedule does, for a slot of its own. */
@Component
public class Fetch {

    /** The route that fetches any feed. */
    private static final String ROUTE = "fetch-slot";

    private static final Logger log = LoggerFactory.getLogger(Fetch.class);

    private final RecuaProperties properties;
    private final Leases leases;
    private final RouteStates routes;
    private final ProducerTemplate producer;
    private final DatabaseClock clock;

    Fetch(
            RecuaProperties properties,
            Leases leases,
            RouteStates routes,
            ProducerTemplate producer,
            DatabaseClock clock) {
        this.properties = properties;
        this.leases = leases;
        this.routes = routes;
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * Starts the fetch and returns at once; {@link FeedView#fetching} and {@link FeedView#lastFetch} tell of it.
     *
     * @throws ActionException if there is no such feed, it is being fetched, or its route is stopped
     */
    public void start(String feed) {
        ActionException.requireEnabled(feed, properties);
        if (leases.heldNames().contains(SlotRepository.LEASE_ON + feed)) {
            throw new ActionException(Cause.CONFLICT, "feed " + feed + " is being fetched already");
        }
        if (!routes.isStarted(ROUTE)) {
            throw new ActionException(
                    Cause.CONFLICT, "the route " + ROUTE + ", which would fetch, is stopped; start it first");
        }
        log.info("Fetching feed {} now, as {} asked for", feed, Operator.current());
        String slot = clock.now().toString();
        producer.asyncSend("direct:" + ROUTE, exchange -> {
            exchange.setVariable(LeasedRepository.FEED, feed);
            exchange.setVariable(SlotRepository.SLOT, slot);
        });
    }
}
