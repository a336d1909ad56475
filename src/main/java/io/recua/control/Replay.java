package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.database.DatabaseClock;
import io.recua.ingest.Archive;
import io.recua.ingest.Copies;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Loads an object once more that was loaded or refused: it is copied from {@code archive/} or {@code quarantine/} into the
 * landing place under a new key, so that it is a new load, and the newest.
 */
@Component
public class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final RecuaProperties properties;
    private final JdbcClient jdbc;
    private final S3Client s3;
    private final Copies copies;
    private final DatabaseClock clock;

    Replay(RecuaProperties properties, JdbcClient jdbc, S3Client s3, Copies copies, DatabaseClock clock) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.s3 = s3;
        this.copies = copies;
        this.clock = clock;
    }

    private record Settled(long id, String feed, String bucket, String objectKey, LoadStatus status) {

        /** Where the object was moved to. */
        String key() {
            return status.key(objectKey);
        }
    }

    /**
     * Lands the object of this load again.
     *
     * @return the key under which it waits
     * @throws ActionException if there is no such load, it has not ended, its feed is not enabled, or its object is not
     *     there any more
     */
    public String replay(long loadId) {
        Settled load = settled(loadId);
        HeadObjectResponse head = head(load);
        Map<String, String> metadata = new HashMap<>(head.metadata());
        metadata.remove(Archive.REASON);
        metadata.remove(Archive.LOAD);
        metadata.put("recua-replay-of", Long.toString(loadId));
        String target = LandingKey.of(load.feed(), clock.now(), LandingKey.name(load.objectKey()));
        copies.copy(new Copies.Original(load.bucket(), load.key(), null, head), target, metadata);
        log.info("Landed {} of load {} again as {}, as {} asked for", load.key(), loadId, target, Operator.current());
        return target;
    }

    private Settled settled(long loadId) {
        Settled load = jdbc.sql("select id, feed, bucket, object_key, status from recua_load where id = ?")
                .param(loadId)
                .query(Settled.class)
                .optional()
                .orElseThrow(() -> new ActionException(Cause.UNKNOWN, "there is no load " + loadId));
        if (load.status() == LoadStatus.LOADING) {
            throw new ActionException(
                    Cause.CONFLICT,
                    "load " + loadId + " has not ended; it goes on by itself, see its error if it does not");
        }
        if (!properties.feeds().containsKey(load.feed())) {
            throw new ActionException(
                    Cause.CONFLICT,
                    "feed " + load.feed() + " of load " + loadId + " is not enabled here, so nobody would load it");
        }
        newer(load).ifPresent(newer -> {
            throw new ActionException(
                    Cause.GONE,
                    load.key() + " holds the object of load " + newer
                            + " now, which had the same key; replay that one");
        });
        return load;
    }

    /** The move of a later version of the object has replaced that of this one. */
    private Optional<Long> newer(Settled load) {
        return jdbc.sql("select id from recua_load where feed = ? and status = ? and bucket = ? and object_key = ?"
                        + " and id > ? order by id desc limit 1")
                .params(load.feed(), load.status().name(), load.bucket(), load.objectKey(), load.id())
                .query(Long.class)
                .optional();
    }

    private HeadObjectResponse head(Settled load) {
        try {
            return s3.headObject(request -> request.bucket(load.bucket()).key(load.key()));
        } catch (NoSuchKeyException e) {
            throw new ActionException(
                    Cause.GONE, load.key() + ", the object of load " + load.id() + ", is not there any more");
        }
    }
}
