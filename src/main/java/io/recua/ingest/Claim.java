package io.recua.ingest;

import io.recua.lease.Lease;
import java.time.LocalDateTime;

/**
 * The right to load one object version, held until it is released or its lease runs out.
 *
 * @param loadId the ledger's number of the load
 * @param feed the feed's name
 * @param bucket the bucket
 * @param key the object's key, below {@code landing/}
 * @param etag the version's ETag
 * @param lease the lease on the feed
 * @param loadedAt the database's time, in UTC, of the first claim on this version
 * @param limits how the load is cut into pieces
 * @param status the load's status before the claim
 * @param error why it was refused, or failed the last time; null if it did not
 */
public record Claim(
        long loadId,
        String feed,
        String bucket,
        String key,
        String etag,
        Lease lease,
        LocalDateTime loadedAt,
        LoadLimits limits,
        LoadStatus status,
        String error) {

    /** The exchange variable that holds the claim. */
    public static final String VARIABLE = "claim";

    /** The exchange variable that says why the claimed object is refused; null if it is not. */
    static final String REASON = "reason";

    /** The exchange variable that is true if the object is refused because it does not meet the feed's {@code expect}. */
    public static final String GUARD = "guard";

    /** Returns the fence: it grows with each claim on the feed, and commits with an older fence fail. */
    public long fence() {
        return lease.fence();
    }
}
