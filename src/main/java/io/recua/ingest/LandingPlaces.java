package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.config.RecuaProperties.Trigger;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

/**
 * Tells which landing places hold an object, by one list request for all feeds. If each poll listed the place of its feed, a
 * thousand feeds would send a thousand requests in each poll interval, which S3 charges for, and nearly all would find nothing.
 *
 * <p>An answer is used for a tenth of the pause between two polls of a feed. So an object is found at most that much later. Thread-safe.
 */
final class LandingPlaces {

    /** With fewer feeds than answers in an interval, this request would save none. */
    private static final int ANSWERS_PER_INTERVAL = 10;

    private final S3Client s3;
    private final String bucket;
    private final Set<String> prefixes;
    private final long maxAgeNanos;
    private Set<String> occupied;
    private long listedAt;

    LandingPlaces(S3Client s3, RecuaProperties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
        this.prefixes = properties.feeds().size() <= ANSWERS_PER_INTERVAL
                ? Set.of()
                : properties.feeds().keySet().stream().map(LandingKey::prefix).collect(Collectors.toSet());
        this.maxAgeNanos = pause(properties).dividedBy(ANSWERS_PER_INTERVAL).toNanos();
    }

    /** Returns the shortest pause between two polls of a feed. */
    private static Duration pause(RecuaProperties properties) {
        Duration sweep = properties.sweepInterval();
        Duration lease = properties.load().lease();
        return properties.trigger() == Trigger.POLL
                ? properties.pollInterval()
                : sweep.compareTo(lease) < 0 ? sweep : lease;
    }

    /** Returns whether a prefix is the landing place of a feed and holds nothing. False if this is not known. */
    boolean isEmpty(String ofBucket, String prefix) {
        return prefixes.contains(prefix)
                && bucket.equals(ofBucket)
                && !occupied().contains(prefix);
    }

    private synchronized Set<String> occupied() {
        long now = System.nanoTime();
        if (occupied == null || now - listedAt > maxAgeNanos) {
            occupied = s3
                    .listObjectsV2Paginator(request ->
                            request.bucket(bucket).prefix(LandingKey.PREFIX).delimiter("/"))
                    .commonPrefixes()
                    .stream()
                    .map(CommonPrefix::prefix)
                    .collect(Collectors.toSet());
            listedAt = now;
        }
        return occupied;
    }
}
