package io.recua.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The settings of Recua, under the prefix {@code recua}.
 *
 * @param bucket the S3 bucket that holds {@code landing/}, {@code archive/}, {@code quarantine/} and {@code rejected/}
 * @param trigger what starts the load of an object that landed
 * @param pollInterval with {@code poll}: the pause between two polls of a feed's landing prefix
 * @param queue with {@code sqs}: the name, URL or ARN of the queue that receives the S3 events of all feeds
 * @param sweepInterval with {@code sqs}: the pause between two polls of a landing prefix without waiting objects
 * @param parameters the path in Parameter Store from which profile {@code aws} reads these settings
 * @param db the address and credentials of the database; optional if {@code spring.datasource} is set
 * @param operator the short form of a single user
 * @param users the users of the page and the endpoints by name
 * @param retention how long the ledger keeps the loads that have ended
 * @param routesOverride a folder with route files that replace packaged ones or are added to them; null for none
 * @param fetch the settings for requests to sources
 * @param load the settings for loads
 * @param pause the window in which no feed is fetched or loaded
 * @param notices the messages about feeds, and their receiver
 * @param feeds the enabled feeds by name; the name is part of route ids and object keys
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
        @DefaultValue OperatorProperties operator,
        Map<String, UserProperties> users,
        @DefaultValue("400d") Duration retention,
        Path routesOverride,
        @DefaultValue FetchProperties fetch,
        @DefaultValue LoadProperties load,
        @DefaultValue MaintenanceProperties pause,
        @Name("notify") @DefaultValue NotifyProperties notices,
        Map<String, FeedProperties> feeds) {

    /** What starts the load of an object that landed. */
    public enum Trigger {
        /** A poll of the landing prefix at each interval. */
        POLL,
        /** An S3 event in a queue, and slow polls for lost events. */
        SQS
    }

    /** The rule for the name of a feed, for messages. */
    public static final String FEED_NAME_RULE =
            "the name of a feed must consist of lower-case letters, digits and hyphens, at most 63";

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
        if (retention.toDays() < 1) {
            throw new SettingException("recua.retention", "write a duration of one day or more, such as 400d");
        }
        if (trigger == Trigger.SQS && (queue == null || queue.isBlank())) {
            throw new SettingException(
                    "recua.queue", "is missing; with recua.trigger sqs, write the name, URL or ARN of the queue");
        }
        users = users == null ? Map.of() : Map.copyOf(users);
        users.forEach((name, user) -> user.check(name));
        SettingException.require(
                !operator.hasPassword() || !users.containsKey(operator.username()),
                "recua.users." + operator.username(),
                "is also the user of recua.operator; remove one of them");
        Map<String, FeedProperties> enabled = new LinkedHashMap<>();
        (feeds == null ? Map.<String, FeedProperties>of() : feeds).forEach((name, feed) -> {
            if (feed.enabled()) {
                String prefix = "recua.feeds." + validatedName(name);
                new SourceCheck(feed, prefix).check();
                new RowCheck(feed, prefix).check();
                enabled.put(name, feed);
            }
        });
        if (enabled.isEmpty()) {
            throw new SettingException("recua.feeds", "has no enabled feed; write at least one (see the README)");
        }
        requireSnapshotsAlone(enabled);
        // Keep the order of the settings, so that each start logs the same.
        feeds = Collections.unmodifiableMap(enabled);
    }

    /** Another feed's rows would be missing in each snapshot, and deleted. */
    private static void requireSnapshotsAlone(Map<String, FeedProperties> feeds) {
        feeds.forEach((name, feed) -> feeds.forEach((other, otherFeed) -> SettingException.require(
                feed.mode() != FeedProperties.Mode.SNAPSHOT
                        || name.equals(other)
                        || !feed.table().equalsIgnoreCase(otherFeed.table()),
                "recua.feeds." + name + ".mode",
                "is snapshot, but feed " + other + " fills table " + feed.table()
                        + " too, and each load would delete its rows; give one of them another table")));
    }

    private static String validatedName(String name) {
        SettingException.require(isFeedName(name), "recua.feeds." + name, FEED_NAME_RULE);
        return name;
    }

    /** Returns whether a feed can have this name. */
    public static boolean isFeedName(String name) {
        return name.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    /**
     * Returns the feed with this name.
     *
     * @throws SettingException if no enabled feed has this name
     */
    public FeedProperties feed(String name) {
        FeedProperties feed = feeds.get(name);
        if (feed == null) {
            throw new SettingException(
                    "recua.feeds." + name, "is not an enabled feed; the enabled feeds are " + feeds.keySet());
        }
        return feed;
    }
}
