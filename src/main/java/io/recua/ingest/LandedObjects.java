package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the objects in the landing places of the feeds, in the order of their keys. */
@Component
public class LandedObjects {

    private final S3Client s3;
    private final String bucket;

    LandedObjects(S3Client s3, RecuaProperties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /**
     * The objects in a feed's landing place, waiting or loading.
     *
     * @param oldest when the oldest one landed; null if there is none
     */
    public record Waiting(int objects, long bytes, Instant oldest) {

        /** An empty landing place. */
        public static final Waiting NOTHING = new Waiting(0, 0, null);

        private Waiting and(S3Object object) {
            Instant landed = object.lastModified();
            return new Waiting(
                    objects + 1, bytes + object.size(), oldest == null || landed.isBefore(oldest) ? landed : oldest);
        }
    }

    /** An object in a landing place. */
    public record Listed(String key, long bytes, Instant landed) {}

    /** Returns the first objects in a feed's landing place, in the order in which they are loaded. */
    public List<Listed> listed(String feed, int limit) {
        return below(LandingKey.prefix(feed))
                .limit(limit)
                .map(object -> new Listed(object.key(), object.size(), object.lastModified()))
                .toList();
    }

    /** Returns the objects in a feed's landing place. */
    public Waiting waiting(String feed) {
        return waitingBelow(LandingKey.prefix(feed)).getOrDefault(feed, Waiting.NOTHING);
    }

    /** Returns the objects in the landing places by feed, without the empty landing places. */
    public Map<String, Waiting> waiting() {
        return waitingBelow(LandingKey.PREFIX);
    }

    private Map<String, Waiting> waitingBelow(String prefix) {
        Map<String, Waiting> waiting = new HashMap<>();
        below(prefix).forEach(object -> LandingKey.feed(object.key())
                .ifPresent(feed -> waiting.merge(feed, Waiting.NOTHING.and(object), (all, one) -> all.and(object))));
        return waiting;
    }

    /** Returns the keys of the objects in all landing places. */
    Set<String> keys() {
        return below(LandingKey.PREFIX).map(S3Object::key).collect(Collectors.toSet());
    }

    private Stream<S3Object> below(String prefix) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .filter(LandedObjects::isObject);
    }

    /** Returns the feed's objects in the order of their keys. The stream requests further pages only when it is read. */
    Stream<Landed> objects(String feed) {
        return s3
                .listObjectsV2Paginator(request ->
                        request.bucket(bucket).prefix(LandingKey.prefix(feed)).maxKeys(10))
                .contents()
                .stream()
                .filter(LandedObjects::isObject)
                .map(object -> new Landed(bucket, object.key(), object.eTag()));
    }

    /** Excludes the folders of the S3 console: their keys end with a slash. */
    private static boolean isObject(S3Object listed) {
        return !listed.key().endsWith("/");
    }
}
