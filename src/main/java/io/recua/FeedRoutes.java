package io.recua;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.springframework.stereotype.Component;

/** The routes of each feed: which templates of {@code routes/} it takes, and with which parameters. */
@Component
class FeedRoutes implements RouteTemplateParameterSource {

    private final Map<String, Map<String, Object>> routes = new LinkedHashMap<>();

    FeedRoutes(RecuaProperties properties) {
        properties.feeds().forEach((name, feed) -> addFeed(properties, name, feed));
    }

    private void addFeed(RecuaProperties properties, String name, FeedProperties feed) {
        String bucket = properties.bucket();
        add("rejected", name, Map.of("bucket", bucket));
        add(
                "load",
                name,
                Map.of(
                        "bucket", bucket,
                        "delimiter", feed.csv().delimiter(),
                        "quote", feed.csv().quote()));
        add("ingest-refuse", name, Map.of());
        add(
                "ingest",
                name,
                Map.of(
                        "bucket",
                        bucket,
                        "pollInterval",
                        properties.pollInterval().toMillis()));
        add("fetch-download", name, Map.of());
        add("fetch-slot", name, Map.of("bucket", bucket));
        add(
                "fetch",
                name,
                Map.of("schedule", feed.schedule(), "timeZone", feed.timeZone().getId()));
        if (feed.catchUp()) {
            add(
                    "fetch-catch-up",
                    name,
                    Map.of("period", properties.load().lease().plusSeconds(1).toMillis()));
        }
    }

    private void add(String template, String feed, Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put(TEMPLATE_ID, template);
        all.put("feed", feed);
        routes.put(template + "-" + feed, all);
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
