package io.recua.control;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.fetch.Freshness;
import io.recua.fetch.Schedule;
import io.recua.fetch.SlotRepository;
import io.recua.ingest.Landing;
import io.recua.ingest.Landing.Waiting;
import io.recua.ingest.WaitingFeeds;
import io.recua.lease.Leases;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Returns the state of the feeds from the settings, the ledger, the bucket and the routes of this instance. */
@Component
public class Feeds {

    private final RecuaProperties properties;
    private final Schedule schedule;
    private final Attempts attempts;
    private final Freshness freshness;
    private final Leases leases;
    private final Landing landing;
    private final WaitingFeeds waitingFeeds;
    private final Loads loads;
    private final RouteStates routes;

    Feeds(
            RecuaProperties properties,
            Schedule schedule,
            Attempts attempts,
            Freshness freshness,
            Leases leases,
            Landing landing,
            WaitingFeeds waitingFeeds,
            Loads loads,
            RouteStates routes) {
        this.properties = properties;
        this.schedule = schedule;
        this.attempts = attempts;
        this.freshness = freshness;
        this.leases = leases;
        this.landing = landing;
        this.waitingFeeds = waitingFeeds;
        this.loads = loads;
        this.routes = routes;
    }

    /** The state of all feeds in the ledger and the bucket, read once. */
    private record Snapshot(
            Map<String, Attempt> fetches,
            Map<String, Instant> overdue,
            Map<String, LoadView> loads,
            Set<String> leases,
            Map<String, Waiting> waiting) {}

    /** Returns all enabled feeds, sorted by name. */
    public List<FeedView> all() {
        Snapshot snapshot = snapshot(landing.waiting());
        return properties.feeds().keySet().stream()
                .sorted()
                .map(feed -> view(feed, snapshot))
                .toList();
    }

    /**
     * Returns a feed.
     *
     * @throws ActionException if there is no enabled feed of this name
     */
    FeedView get(String feed) {
        ActionException.requireEnabled(feed, properties);
        return view(feed, snapshot(Map.of(feed, landing.waiting(feed))));
    }

    private Snapshot snapshot(Map<String, Waiting> waiting) {
        return new Snapshot(attempts.last(), freshness.read().overdue(), loads.last(), leases.heldNames(), waiting);
    }

    private FeedView view(String name, Snapshot snapshot) {
        FeedProperties feed = properties.feed(name);
        return new FeedView(
                name,
                FeedProperties.redacted(feed.url()),
                feed.table(),
                feed.schedule(),
                feed.timeZone().getId(),
                schedule.next(name).orElse(null),
                snapshot.leases().contains(SlotRepository.LEASE_ON + name),
                snapshot.fetches().get(name),
                snapshot.overdue().get(name),
                snapshot.waiting().getOrDefault(name, Waiting.NOTHING),
                waitingFeeds.reason(name).orElse(null),
                snapshot.loads().get(name),
                routes.of(name));
    }
}
