package io.recua.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All settings of our own, under {@code recua}.
 *
 * @param bucket the S3 bucket that holds {@code landing/}, {@code archive/}, {@code quarantine/} and {@code rejected/}
 * @param trigger what wakes a feed up when an object lands
 * @param pollInterval with {@code poll}: the pause between two looks at a feed's landing place
 * @param queue with {@code sqs}: the queue of S3 events for all feeds, by its name, URL or ARN
 * @param sweepInterval with {@code sqs}: the pause between two looks at a landing place where nothing waits
 * @param parameters the path in Parameter Store under which profile {@code aws} finds these settings
 * @param db where the database is, if {@code spring.datasource} does not say so
 * @param stopTimeout how long the platform waits between SIGTERM and SIGKILL; nothing but a warning depends on it
 * @param operator who may look and act
 * @param routesOverride a folder with route files that replace packaged ones or are added; null for none
 * @param fetch how sources are asked
 * @param load how objects are loaded
 * @param feeds the feeds by name; the name stands in route ids and object keys
 */
@ConfigurationProperties(prefix = "recua", ignoreUnknownFields = false)
public record RecuaProperties(
        String bucket,
        @DefaultValue("poll") Trigger trigger,
        @DefaultValue("10s") Duration pollInterval,
        String queue,
        @DefaultValue("15m") Duration sweepInterval,
        @DefaultValue("/recua") String parameters,
        DatabaseProperties db,
        @DefaultValue("30s") Duration stopTimeout,
        @DefaultValue OperatorProperties operator,
        Path routesOverride,
        @DefaultValue FetchProperties fetch,
        @DefaultValue LoadProperties load,
        Map<String, FeedProperties> feeds) {

    /** What wakes a feed up when an object lands. */
    public enum Trigger {
        /** A look at the landing place in every interval. */
        POLL,
        /** An S3 event in a queue, and a slow sweep for those that were lost. */
        SQS
    }

    private static final String FEED_NAME = "[a-z0-9][a-z0-9-]{0,62}";

    public RecuaProperties {
        if (bucket == null || bucket.isBlank()) {
            throw new SettingException(
                    "recua.bucket", "is missing; write the name of the S3 bucket to land objects in");
        }
        if (pollInterval.toMillis() < 1) {
            throw new SettingException("recua.poll-interval", "write a duration above zero, such as 10s");
        }
        if (sweepInterval.toMillis() < 1) {
            throw new SettingException("recua.sweep-interval", "write a duration above zero, such as 15m");
        }
        if (trigger == Trigger.SQS && (queue == null || queue.isBlank())) {
            throw new SettingException(
                    "recua.queue", "is missing; with recua.trigger sqs, write the name, URL or ARN of the queue");
        }
        Map<String, FeedProperties> enabled = new LinkedHashMap<>();
        (feeds == null ? Map.<String, FeedProperties>of() : feeds).forEach((name, feed) -> {
            if (feed.enabled()) {
                enabled.put(checkedName(name), feed.checked("recua.feeds." + name));
            }
        });
        if (enabled.isEmpty()) {
            throw new SettingException("recua.feeds", "has no enabled feed; write at least one, see the README");
        }
        // In the order of the settings, so that a start says the same each time.
        feeds = Collections.unmodifiableMap(enabled);
    }

    private static String checkedName(String name) {
        if (!name.matches(FEED_NAME)) {
            throw new SettingException(
                    "recua.feeds." + name, "a feed's name is lower-case letters, digits and hyphens, 63 at the most");
        }
        return name;
    }

    /** The feed of this name; every enabled feed is here. */
    public FeedProperties feed(String name) {
        FeedProperties feed = feeds.get(name);
        if (feed == null) {
            throw new SettingException("recua.feeds." + name, "is no enabled feed; enabled are " + feeds.keySet());
        }
        return feed;
    }
}
