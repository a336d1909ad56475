package io.recua.control;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.control.RouteSwitch.Task;
import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.fetch.Freshness;
import io.recua.fetch.Freshness.Due;
import io.recua.fetch.Schedule;
import io.recua.fetch.SlotRepository;
import io.recua.ingest.LandedObjects;
import io.recua.ingest.LandedObjects.Waiting;
import io.recua.ingest.WaitingFeeds;
import io.recua.lease.Leases;
import io.recua.pause.Pause;
import io.recua.pause.Pauses;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Returns the state of the feeds from the settings, the ledger, the bucket and the routes of this instance. */
@Component
public class Feeds {

    private static final String FEEDS = "feeds";

    /** The key of {@link FeedView#paused} for the fetches. */
    private static final String FETCH = key(Pause.Task.FETCH);

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

    /** The state of all feeds in the ledger, read once. */
    private record Snapshot(
            Map<String, Attempt> fetches,
            Map<String, Due> overdue,
            Map<String, LoadView> loads,
            Map<String, LoadView> refused,
            Map<String, LoadView> rejected,
            Set<String> leases,
            List<Pause> pauses) {}

    /** Returns all enabled feeds, sorted by name; empty if the ledger is away and was not read before. */
    public Optional<List<FeedView>> all(Reading reading) {
        Supplier<Optional<Map<String, Waiting>>> objects = reading.start(Server.BUCKET, "waiting", landing::waiting);
        Optional<Snapshot> ledger = ledger(reading);
        Map<String, Waiting> waiting = objects.get().orElse(Map.of());
        return ledger.map(snapshot -> properties.feeds().keySet().stream()
                .sorted()
                .map(feed -> view(feed, snapshot, waiting.getOrDefault(feed, Waiting.NOTHING)))
                .toList());
    }

    /** Returns who loads a feed; empty if it is not enabled, or the ledger is away and was not read before. */
    public Optional<FeedLoads> loads(String feed, Reading reading) {
        if (!properties.feeds().containsKey(feed)) {
            return Optional.empty();
        }
        return reading.read(Server.DATABASE, "leases", leases::heldNames)
                .or(() -> reading.<Snapshot>known(Server.DATABASE, FEEDS).map(Snapshot::leases))
                .map(held -> new FeedLoads(held.contains(feed), routes.isStarted(Task.INGEST.route(feed))));
    }

    /**
     * Returns a feed; empty if the ledger is away and was not read before.
     *
     * @throws ActionException if there is no enabled feed of this name
     */
    public Optional<FeedView> get(String feed, Reading reading) {
        ActionException.requireEnabled(feed, properties);
        Supplier<Optional<Waiting>> waiting =
                reading.start(Server.BUCKET, "waiting/" + feed, () -> landing.waiting(feed));
        Optional<Snapshot> ledger = ledger(reading);
        Waiting objects = waiting.get().orElse(Waiting.NOTHING);
        return ledger.map(snapshot -> view(feed, snapshot, objects));
    }

    /** @throws ActionException if there is no enabled feed of this name */
    public void requireEnabled(String feed) {
        ActionException.requireEnabled(feed, properties);
    }

    private Optional<Snapshot> ledger(Reading reading) {
        return reading.read(Server.DATABASE, FEEDS, this::snapshot);
    }

    /** Returns what of a feed is paused, by {@code fetch} and {@code load}. */
    Map<String, PauseView> paused(String feed) {
        return paused(feed, pauses.all());
    }

    private static Map<String, PauseView> paused(String feed, List<Pause> pauses) {
        return pauses.stream()
                .filter(pause -> pause.feed().equals(feed))
                .collect(
                        Collectors.toMap(pause -> key(pause.task()), PauseView::of, (one, other) -> one, TreeMap::new));
    }

    private static String key(Pause.Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    private Snapshot snapshot() {
        List<Pause> paused = pauses.all();
        return new Snapshot(
                attempts.last(),
                freshness.read().overdue(),
                loads.last(paused),
                loads.refused(),
                loads.rejected(properties.notices().rejectedAbove()),
                leases.heldNames(),
                paused);
    }

    private FeedView view(String name, Snapshot snapshot, Waiting waiting) {
        FeedProperties feed = properties.feed(name);
        Map<String, PauseView> paused = paused(name, snapshot.pauses());
        Optional<Due> overdue = Optional.ofNullable(snapshot.overdue().get(name));
        return new FeedView(
                name,
                FeedProperties.redacted(feed.url()),
                feed.table(),
                feed.schedule(),
                feed.timeZone().getId(),
                paused.containsKey(FETCH) ? null : schedule.next(name).orElse(null),
                snapshot.leases().contains(SlotRepository.LEASE_ON + name),
                snapshot.fetches().get(name),
                overdue.map(Due::at).orElse(null),
                overdue.map(Due::reason).orElse(null),
                waiting,
                waitingFeeds.reason(name).orElse(null),
                snapshot.leases().contains(name),
                snapshot.loads().get(name),
                paused,
                snapshot.refused().get(name),
                snapshot.rejected().get(name),
                routes.of(name));
    }
}
