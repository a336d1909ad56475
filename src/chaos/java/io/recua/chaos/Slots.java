package io.recua.chaos;

import io.recua.ingest.LandingKey;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.TestBucket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Lands the objects of the hourly slots of a month for one feed and of the weekly slots of a year for each other one, with the
 * keys of these slots, and changes what the source has.
 */
final class Slots {

    private static final Feed HOURLY = Feed.CHANGED;
    private static final int HOURS = 30 * 24;
    private static final int WEEKS = 52;
    private static final Instant FIRST = Instant.parse("2026-01-05T05:00:00Z");
    private static final int SEED = 1;

    /** How long the source has the same content. */
    private static final int SECONDS = 3;

    private final TestBucket bucket;
    private final HttpSource source;
    private final Map<Feed, Integer> numbers = new EnumMap<>(Feed.class);
    private Work landed = new Work(0, 0, 0, 0);
    private long version;

    /**
     * What there is to load.
     *
     * @param refused objects without the key
     * @param rows rows of the other objects
     * @param rejected rows that do not fit
     */
    record Work(long objects, long refused, long rows, long rejected) {

        Work and(Content content) {
            return new Work(
                    objects + 1,
                    refused + (content.refused() ? 1 : 0),
                    rows + (content.refused() ? 0 : content.lines().size()),
                    rejected + content.rejected().size());
        }
    }

    Slots(TestBucket bucket, HttpSource source) {
        this.bucket = bucket;
        this.source = source;
        changeSource(SECONDS);
    }

    /** What has landed, but for what was fetched. */
    Work landed() {
        return landed;
    }

    /** Lands what is due when this share of the time has passed. */
    void land(double share) {
        for (Feed feed : Feed.values()) {
            int due = feed == Feed.FETCHED ? 0 : (int) ((feed == HOURLY ? HOURS : WEEKS) * share);
            for (int number = numbers.getOrDefault(feed, 0); number < due; number++) {
                Content content = Content.of(SEED, feed, number, false);
                Duration after = feed == HOURLY ? Duration.ofHours(number) : Duration.ofDays(7L * number);
                bucket.put(LandingKey.of(feed.id(), FIRST.plus(after), content.name()), content.csv());
                numbers.put(feed, number + 1);
                landed = landed.and(content);
            }
        }
    }

    /**
     * Gives the source other content if it is time. Each second content is first unavailable and then has an ETag, by which the
     * source tells that it is unchanged; of the others it is sent again and again.
     *
     * @param seconds since the start
     */
    void changeSource(long seconds) {
        if (seconds / SECONDS == version) {
            return;
        }
        version = seconds / SECONDS;
        Answer csv = Answer.csv(
                new String(Content.of(SEED, Feed.FETCHED, (int) version, false).csv(), StandardCharsets.UTF_8));
        if (version % 2 == 0) {
            source.script(Answer.of(503), csv.header("ETag", "\"" + version + "\""), Answer.of(304));
        } else {
            source.script(csv);
        }
    }
}
