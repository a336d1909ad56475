package io.recua.control;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.fetch.Freshness;
import io.recua.fetch.Schedule;
import io.recua.fetch.SlotRepository;
import io.recua.ingest.LandedObjects;
import io.recua.ingest.LandedObjects.Waiting;
import io.recua.ingest.WaitingFeeds;
import io.recua.lease.Leases;
import io.recua.pause.Pause;
import io.recua.pause.Pauses;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Returns the state of the feeds from the settings, the ledger, the bucket and the routes of this instance. */
@Component
public class Feeds {

    private final RecuaProperties properties;
    private final Schedule schedule;
    private final Attempts attempts;
    private final Freshness freshness;
    private final Leases leases;
    private final LandedObjects landing;
    private final WaitingFeeds waitingFeeds;
    private final Loads loads;
    private final RouteStates routes;
    private final Pauses pauses;

    Feeds(
            RecuaProperties properties,
            Schedule schedule,
            Attempts attempts,
            Freshness freshness,
            Leases leases,
            LandedObjects landing,
            WaitingFeeds waitingFeeds,
            Loads loads,
            RouteStates routes,
            Pauses pauses) {
        this.properties = properties;
        this.schedule = schedule;
        this.attempts = attempts;
        this.freshness = freshness;
        this.leases = leases;
        this.landing = landing;
        this.waitingFeeds = waitingFeeds;
        this.loads = loads;
        this.routes = routes;
        this.pauses = pauses;
    }

    /** The state of all feeds in the ledger and the bucket, read once. */
    private record Snapshot(
            Map<String, Attempt> fetches,
            Map<String, Instant> overdue,
            Map<String, LoadView> loads,
            Map<String, LoadView> refused,
            Set<String> leases,
            Map<String, Waiting> waiting,
            List<Pause> pauses) {}

    /** Returns all enabled feeds, sorted by name. */
    public List<FeedView> all() {
        Snapshot snapshot = snapshot(landing.waiting());
        return properties.feeds().keySet().stream()
                .sorted()
                .map(feed -> view(feed, snapshot))
                .toList();
    }

    /** Returns a feed; empty if it is not enabled. */
    public Optional<FeedView> find(String feed) {
        return properties.feeds().containsKey(feed) ? Optional.of(get(feed)) : Optional.empty();
    }

    /**
     * Returns a feed.
     *
     * @throws ActionException if there is no enabled feed of this name
     */
    public FeedView get(String feed) {
        ActionException.requireEnabled(feed, properties);
        return view(feed, snapshot(Map.of(feed, landing.waiting(feed))));
    }

    /** Returns what of a feed is paused, by {@code fetch} and {@code load}. */
    Map<String, PauseView> paused(String feed) {
        return paused(feed, pauses.all());
    }

    private static Map<String, PauseView> paused(String feed, List<Pause> pauses) {
        return pauses.stream()
                .filter(pause -> pause.feed().equals(feed))
                .collect(Collectors.toMap(
                        pause -> pause.task().name().toLowerCase(Locale.ROOT),
                        PauseView::of,
                        (one, other) -> one,
                        TreeMap::new));
    }

    private Snapshot snapshot(Map<String, Waiting> waiting) {
        List<Pause> paused = pauses.all();
        return new Snapshot(
                attempts.last(),
                freshness.read().overdue(),
                loads.last(paused),
                loads.refused(),
                leases.heldNames(),
                waiting,
                paused);
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
                snapshot.leases().contains(name),
                snapshot.loads().get(name),
                paused(name, snapshot.pauses()),
                snapshot.refused().get(name),
                routes.of(name));
    }
}
