package io.recua.routes;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.RecuaProperties.Trigger;
import io.recua.ingest.EventQueue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The routes that are made from templates: for each feed its poll, {@code ingest-<feed>}, and its schedule,
 * {@code fetch-<feed>}; once for all feeds, what depends on the settings.
 */
@Component
class FeedRoutes implements RouteTemplateParameterSource {

    private final Map<String, Map<String, Object>> routes = new LinkedHashMap<>();

    /** @param queue there with trigger {@code sqs} alone */
    FeedRoutes(RecuaProperties properties, ObjectProvider<EventQueue> queue) {
        properties.feeds().forEach((name, feed) -> addFeed(properties, name, feed));
        if (properties.feeds().values().stream().anyMatch(FeedProperties::catchUp)) {
            add(
                    "fetch-catch-up",
                    Map.of("period", properties.load().lease().plusSeconds(1).toMillis()));
        }
        queue.ifAvailable(events -> addEvents(properties, events));
    }

    private void addFeed(RecuaProperties properties, String name, FeedProperties feed) {
        addIngest(properties, name);
        add(
                "fetch",
                name,
                Map.of("schedule", feed.schedule(), "timeZone", feed.timeZone().getId()));
    }

    /**
     * With trigger {@code sqs}, a poll that finds something is followed by one when a lease has run out: what waits may
     * be under the lease of a process that was killed, and its message lost.
     */
    private void addIngest(RecuaProperties properties, String name) {
        Duration sweep = properties.sweepInterval();
        Duration lease = properties.load().lease();
        boolean polls = properties.trigger() == Trigger.POLL;
        Duration interval = polls ? properties.pollInterval() : sweep.compareTo(lease) < 0 ? sweep : lease;
        add(
                "ingest",
                name,
                Map.of(
                        "bucket", properties.bucket(),
                        "interval", interval.toMillis(),
                        "idleIntervals", polls ? 1 : sweep.dividedBy(interval)));
    }

    /** Last of all, so that it stops first. */
    private void addEvents(RecuaProperties properties, EventQueue queue) {
        add(
                "events",
                Map.of(
                        "queue", queue.name(),
                        "queueUrl", queue.url(),
                        "visibilityTimeout", queue.visibilityTimeout().toSeconds(),
                        "concurrency", properties.load().concurrency()));
    }

    private void add(String template, Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put(TEMPLATE_ID, template);
        routes.put(template, all);
    }

    private void add(String template, String feed, Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put(TEMPLATE_ID, template);
        all.put("feed", feed);
        routes.put(template + "-" + feed, all);
    }

    /** The templates that the routes are made from. */
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
}
