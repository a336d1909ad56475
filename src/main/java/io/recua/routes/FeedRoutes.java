package io.recua.routes;

import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.Mode;
import io.recua.config.NotifyProperties;
import io.recua.config.NotifyProperties.Channel;
import io.recua.config.RecuaProperties;
import io.recua.config.RecuaProperties.Trigger;
import io.recua.ingest.EventQueue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Lists the routes that Camel creates from route templates, with their parameters: for each feed its poll,
 * {@code ingest-<feed>}, and its schedule, {@code fetch-<feed>}; for all feeds together, the catch-up of missed slots,
 * the messages about feeds and the queue of S3 events, if the settings need them.
 */
@Component
class FeedRoutes implements RouteTemplateParameterSource {

    private final Map<String, Map<String, Object>> routes = new LinkedHashMap<>();
    private final Map<String, String> requiredSteps = new TreeMap<>();

    /** @param queue the queue of S3 events; present only with trigger {@code sqs} */
    FeedRoutes(RecuaProperties properties, ObjectProvider<EventQueue> queue) {
        properties.feeds().forEach((name, feed) -> addFeed(properties, name, feed));
        if (properties.feeds().values().stream().anyMatch(FeedProperties::catchUp)) {
            add(
                    "fetch-catch-up",
                    "fetch-catch-up",
                    Map.of("period", properties.load().lease().plusSeconds(1).toMillis()));
        }
        addNotify(properties.notices());
        queue.ifAvailable(events -> addEvents(properties, events));
    }

    /** Adds for each channel the route that sends a message, and the one that takes it from the outbox. */
    private void addNotify(NotifyProperties notices) {
        long interval = notices.interval().toMillis();
        for (Channel channel : notices.channels()) {
            String name = channel.label();
            add(
                    "send-" + name,
                    "send-" + name,
                    channel == Channel.SNS ? Map.of("topic", notices.sns().topic()) : Map.of());
            add("notify-" + name, "notify", Map.of("channel", name, "interval", interval));
        }
        if (notices.isOn()) {
            add("notify-states", "notify-states", Map.of("interval", interval));
        }
    }

    private void addFeed(RecuaProperties properties, String name, FeedProperties feed) {
        if (!feed.expect().isEmpty()) {
            requiredSteps.put("load-expect", "recua.feeds." + name + ".expect");
        }
        if (feed.mode() == Mode.SNAPSHOT) {
            requiredSteps.put("load-snapshot", "recua.feeds." + name + ".mode");
        }
        addIngest(properties, name);
        add(
                "fetch-" + name,
                "fetch",
                Map.of(
                        "feed",
                        name,
                        "schedule",
                        feed.schedule(),
                        "timeZone",
                        feed.timeZone().getId()));
    }

    /**
     * Adds the poll of a feed. With trigger {@code sqs}, a poll that finds an object is followed by another one after
     * the duration of a lease: a killed process may still hold the feed's lease, and the event of the object may be
     * lost.
     */
    private void addIngest(RecuaProperties properties, String name) {
        Duration sweep = properties.sweepInterval();
        Duration lease = properties.load().lease();
        boolean polls = properties.trigger() == Trigger.POLL;
        Duration interval = polls ? properties.pollInterval() : sweep.compareTo(lease) < 0 ? sweep : lease;
        add(
                "ingest-" + name,
                "ingest",
                Map.of(
                        "feed",
                        name,
                        "bucket",
                        properties.bucket(),
                        "interval",
                        interval.toMillis(),
                        "idleIntervals",
                        polls ? 1 : sweep.dividedBy(interval)));
    }

    /** Adds the route of the queue. It must be the last route, because Camel stops the last route first. */
    private void addEvents(RecuaProperties properties, EventQueue queue) {
        add(
                "events",
                "events",
                Map.of(
                        "queue", queue.name(),
                        "queueUrl", queue.url(),
                        "visibilityTimeout", queue.visibilityTimeout().toSeconds(),
                        "concurrency", properties.load().concurrency()));
    }

    private void add(String routeId, String template, Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put(TEMPLATE_ID, template);
        routes.put(routeId, all);
    }

    /** Returns the ids of the templates that these routes need. */
    Set<String> templates() {
        return routes.values().stream()
                .map(parameters -> parameters.get(TEMPLATE_ID).toString())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> routeIds() {
        return routes.keySet();
    }

    @Override
    public Map<String, Object> parameters(String routeId) {
        return routes.get(routeId);
    }

    /** Returns the steps without which a setting of a feed would have no effect, each with the setting. */
    Map<String, String> requiredSteps() {
        return requiredSteps;
    }
}
