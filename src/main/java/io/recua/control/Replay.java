package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.database.DatabaseClock;
import io.recua.ingest.Archive;
import io.recua.ingest.Copies;
import io.recua.ingest.Landed;
import io.recua.ingest.LandingKey;
import io.recua.ingest.LoadStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Loads an object again that was loaded or refused. Copies it from {@code archive/} or {@code quarantine/} to
 * {@code landing/} under a new key, which makes it a new load and the newest of its feed.
 */
@Component
public class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final RecuaProperties properties;
    private final JdbcClient jdbc;
    private final S3Client s3;
    private final Copies copies;
    private final DatabaseClock clock;
    private final Operators operators;
    private final Actions actions;

    Replay(
            RecuaProperties properties,
            JdbcClient jdbc,
            S3Client s3,
            Copies copies,
            DatabaseClock clock,
            Operators operators,
            Actions actions) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.s3 = new BoundedS3Client(s3);
        this.copies = copies;
        this.clock = clock;
        this.operators = operators;
        this.actions = actions;
    }

    /** A load that has ended. */
    private record EndedLoad(long id, String feed, String bucket, String objectKey, LoadStatus status) {

        /** Returns the key to which the object was moved. */
        String key() {
            return status.key(objectKey);
        }
    }

    /**
     * Copies the object of this load to {@code landing/}.
     *
     * @param accept whether to load it even if it does not meet the feed's setting {@code expect}
     * @return the key of the copy
     * @throws ActionException if the load does not exist or has not ended, its feed is not enabled, or its object was
     *     removed or replaced, or the bucket cannot be used now; then nothing is copied
     */
    public String replay(long loadId, boolean accept) {
        EndedLoad load = endedLoad(loadId);
        HeadObjectResponse head = head(load);
        Map<String, String> metadata = new HashMap<>(head.metadata());
        metadata.remove(Archive.REASON);
        metadata.remove(Archive.LOAD);
        metadata.remove(Landed.TRACE);
        metadata.put(Landed.REPLAY_OF, Long.toString(loadId));
        metadata.put(Landed.ACCEPTED, Boolean.toString(accept));
        String target = LandingKey.of(load.feed(), clock.now(), LandingKey.name(load.objectKey()));
        copies.copy(new Copies.Original(load.bucket(), load.key(), null, head), target, metadata);
        log.info(
                "Landed {} of load {} again as {}{}, requested by {}",
                load.key(),
                loadId,
                target,
                accept ? ", whether or not it meets the setting expect" : "",
                operators.current().name());
        actions.record(Action.Kind.REPLAY, load.feed(), loadId, target + (accept ? ", accepted" : ""));
        return target;
    }

    private EndedLoad endedLoad(long loadId) {
        EndedLoad load = jdbc.sql("select id, feed, bucket, object_key, status from recua_load where id = ?")
                .param(loadId)
                .query(EndedLoad.class)
                .optional()
                .orElseThrow(() -> new ActionException(Cause.NOT_FOUND, "there is no load " + loadId));
        if (load.status() == LoadStatus.LOADING) {
            throw new ActionException(
                    Cause.CONFLICT,
                    "load " + loadId + " has not ended; it continues automatically. If it does not, see its error");
        }
        if (!properties.feeds().containsKey(load.feed())) {
            throw new ActionException(
                    Cause.CONFLICT,
                    "feed " + load.feed() + " of load " + loadId
                            + " is not enabled here, so its object would not be loaded; enable it first");
        }
        newer(load).ifPresent(newer -> {
            throw new ActionException(
                    Cause.GONE,
                    load.key() + " now holds the object of load " + newer + ", which had the same key; replay load "
                            + newer);
        });
        return load;
    }

    /** Returns the last load of a later object with the same key: its move has replaced the object of this load. */
    private Optional<Long> newer(EndedLoad load) {
        return jdbc.sql("select id from recua_load where feed = ? and status = ? and bucket = ? and object_key = ?"
                        + " and id > ? order by id desc limit 1")
                .params(load.feed(), load.status().name(), load.bucket(), load.objectKey(), load.id())
                .query(Long.class)
                .optional();
    }

    private HeadObjectResponse head(EndedLoad load) {
        try {
            return s3.headObject(request -> request.bucket(load.bucket()).key(load.key()));
        } catch (NoSuchKeyException e) {
            throw new ActionException(
                    Cause.GONE, load.key() + ", the object of load " + load.id() + ", does not exist any more");
        } catch (SdkException e) {
            throw new ActionException(Cause.UNAVAILABLE, Outage.sentence(e));
        }
    }
}
