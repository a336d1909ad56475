package io.recua.control;

import io.recua.ingest.Archive;
import io.recua.ingest.Copies;
import io.recua.ingest.Denials;
import io.recua.ingest.LoadStatus;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds the object of a load in the place that holds it now, and the loads of the same object before and after. */
@Component
public class LoadObjects {

    private final JdbcClient jdbc;
    private final S3Client s3;
    private final Copies copies;

    LoadObjects(JdbcClient jdbc, S3Client s3) {
        this.jdbc = jdbc;
        this.s3 = new BoundedS3Client(s3);
        this.copies = new Copies(this.s3);
    }

    /**
     * What the ledger knows of the object of a load.
     *
     * @param key the key under which it landed
     * @param replayOf the load whose object it is a copy of; null if it is none, or the ledger has forgotten that load
     * @param replayedBy the newest load of a copy of it; null if there is none
     */
    public record Origin(
            long loadId, String bucket, String key, String etag, LoadStatus status, Long replayOf, Long replayedBy) {

        /** Returns the key to which the object is moved when its load has ended. */
        String movedTo() {
            return status.key(key);
        }
    }

    /**
     * The place of an object.
     *
     * @param key its key now, or the one that it should have
     * @param since when S3 received it under this key
     * @param edited whether somebody has put another object there after the load
     * @param missing why the object cannot be downloaded, without a period at its end; null if it can
     */
    public record Place(
            String bucket, String key, String etag, long bytes, Instant since, boolean edited, String missing) {}

    /** Returns the origin of a load; empty if there is no such load. */
    public Optional<Origin> origin(long loadId) {
        return jdbc.sql(
                        "select l.id load_id, l.bucket, l.object_key `key`, l.etag, l.status, earlier.id replay_of,"
                                + " (select max(later.id) from recua_load later where later.feed = l.feed and later.replay_of = l.id)"
                                + " replayed_by from recua_load l"
                                + " left join recua_load earlier on earlier.id = l.replay_of and earlier.feed = l.feed where l.id = ?")
                .param(loadId)
                .query(Origin.class)
                .optional();
    }

    /** Returns where the object is: in the archive or the quarantine, or still in the landing place. */
    public Place place(Origin origin) {
        try {
            return moved(origin)
                    .filter(head -> isOwn(head, origin))
                    .map(head -> found(origin, origin.movedTo(), head, false))
                    .or(() -> copies.head(origin.bucket(), origin.key(), null)
                            .filter(head -> head.eTag().equals(origin.etag()))
                            .map(head -> found(origin, origin.key(), head, false)))
                    .orElseGet(() -> lastPlace(origin));
        } catch (S3Exception e) {
            if (Denials.isDenial(e)) {
                return missing(origin, denied(origin.movedTo(), e));
            }
            throw e;
        }
    }

    /** Looks at the last place again: the object may have been moved there just now. */
    private Place lastPlace(Origin origin) {
        Optional<HeadObjectResponse> there = moved(origin);
        String load = there.map(LoadObjects::load).orElse(null);
        if (load == null && (there.isEmpty() || origin.status() == LoadStatus.LOADING)) {
            return missing(origin, origin.movedTo() + " does not exist any more, or holds another object");
        }
        return load == null || isOwn(there.get(), origin)
                ? found(origin, origin.movedTo(), there.get(), load == null)
                : missing(
                        origin,
                        origin.movedTo() + " now holds the object of load " + load + ", which had the same key");
    }

    private Optional<HeadObjectResponse> moved(Origin origin) {
        return copies.head(origin.bucket(), origin.movedTo(), null);
    }

    /** Returns the load that has moved the object; null if none has. */
    private static String load(HeadObjectResponse head) {
        return head.metadata().get(Archive.LOAD);
    }

    private static boolean isOwn(HeadObjectResponse head, Origin origin) {
        return Long.toString(origin.loadId()).equals(load(head));
    }

    private static Place found(Origin origin, String key, HeadObjectResponse head, boolean edited) {
        return new Place(origin.bucket(), key, head.eTag(), head.contentLength(), head.lastModified(), edited, null);
    }

    private static Place missing(Origin origin, String why) {
        return new Place(origin.bucket(), origin.movedTo(), null, 0, null, false, why);
    }

    private static String denied(String key, S3Exception e) {
        return "S3 does not give " + key + " out: " + Denials.reason(e);
    }

    /**
     * Opens the object. The caller must close or abort it.
     *
     * @throws ActionException if no place holds it, or S3 does not give it out
     */
    public ResponseInputStream<GetObjectResponse> open(Place place) {
        if (place.missing() != null) {
            throw new ActionException(ActionException.Cause.GONE, place.missing());
        }
        try {
            return s3.getObject(
                    request -> request.bucket(place.bucket()).key(place.key()).ifMatch(place.etag()));
        } catch (S3Exception e) {
            if (Denials.isChange(e)) {
                throw new ActionException(
                        ActionException.Cause.GONE, place.key() + " was moved or replaced just now; try again");
            }
            if (Denials.isDenial(e)) {
                throw new ActionException(ActionException.Cause.GONE, denied(place.key(), e));
            }
            throw e;
        }
    }
}
