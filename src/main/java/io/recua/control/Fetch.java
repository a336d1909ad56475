package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.database.DatabaseClock;
import io.recua.fetch.SlotFetch;
import io.recua.fetch.SlotRepository;
import io.recua.lease.Leases;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fetches a feed now, outside its schedule. It uses the route and the lease of the scheduled fetches; the slot is the
 * current instant.
 */
@Component
public class Fetch {

    private static final Logger log = LoggerFactory.getLogger(Fetch.class);

    private final RecuaProperties properties;
    private final Leases leases;
    private final RouteStates routes;
    private final SlotFetch slots;
    private final DatabaseClock clock;
    private final Pauses pauses;
    private final Operators operators;
    private final Actions actions;

    Fetch(
            RecuaProperties properties,
            Leases leases,
            RouteStates routes,
            SlotFetch slots,
            DatabaseClock clock,
            Pauses pauses,
            Operators operators,
            Actions actions) {
        this.properties = properties;
        this.leases = leases;
        this.routes = routes;
        this.slots = slots;
        this.clock = clock;
        this.pauses = pauses;
        this.operators = operators;
        this.actions = actions;
    }

    /**
     * Starts the fetch and returns at once; {@link FeedView#fetching} and {@link FeedView#lastFetch} show its state.
     *
     * @throws ActionException if the feed is not enabled or is being fetched, or its fetches are paused or
     *     the route is stopped
     */
    public void start(String feed) {
        ActionException.requireEnabled(feed, properties);
        pauses.of(feed, Task.FETCH).ifPresent(pause -> {
            throw new ActionException(
                    Cause.CONFLICT, "fetches of feed " + feed + " are " + pause.sentence() + "; " + pause.remedy());
        });
        if (leases.heldNames().contains(SlotRepository.LEASE_ON + feed)) {
            throw new ActionException(Cause.CONFLICT, "feed " + feed + " is being fetched already");
        }
        if (!routes.isStarted(SlotFetch.ROUTE)) {
            throw new ActionException(
                    Cause.CONFLICT,
                    "the route " + SlotFetch.ROUTE + ", which fetches all feeds, is stopped; start it first");
        }
        log.info(
                "Fetching feed {} now, requested by {}",
                feed,
                operators.current().name());
        slots.start(feed, clock.now());
        actions.record(Action.Kind.FETCH, feed, null, null);
    }
}
