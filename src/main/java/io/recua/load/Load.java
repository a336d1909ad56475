package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.ingest.Claim;

/** One run over one object, from its first record to its last commit, or to where it was stopped. */
public final class Load {

    /** The exchange variable that holds the load. */
    public static final String VARIABLE = "load";

    /** From how many records on the share of rejected ones is judged. */
    private static final int JUDGED_FROM = 1000;

    private final Claim claim;
    private final FeedProperties feed;
    private final Header header;
    private final Lanes lanes;
    private final byte[] stamp;
    private final Progress progress;
    private long records;
    private long rejected;

    Load(Claim claim, FeedProperties feed, Header header, byte[] stamp, Lanes lanes, Progress progress) {
        this.claim = claim;
        this.feed = feed;
        this.header = header;
        this.lanes = lanes;
        this.progress = progress;
        this.stamp = stamp;
    }

    /** Counts a batch in; false if too many records were rejected so far. */
    boolean count(Batch batch) {
        records = batch.lastRecord();
        rejected += batch.rejected().size();
        return isAcceptable(rejected);
    }

    /** Whether no more records than allowed are rejected; too few records are not judged. */
    boolean isAcceptable(long rejectedSoFar) {
        return isAcceptable(feed, records, rejectedSoFar);
    }

    static boolean isAcceptable(FeedProperties feed, long records, long rejected) {
        return records < JUDGED_FROM || !feed.maxRejected().isExceededBy(rejected, records);
    }

    RefusedException refusal() {
        return new RefusedException(
                "more than the allowed %s of the first %d rows were rejected; rejected/ tells which and why, what was committed before stays in the table"
                        .formatted(feed.maxRejected(), records));
    }

    public Claim claim() {
        return claim;
    }

    public FeedProperties feed() {
        return feed;
    }

    Header header() {
        return header;
    }

    Lanes lanes() {
        return lanes;
    }

    /** The load's instant as the timestamp column takes it; null if the feed has none. */
    byte[] stamp() {
        return stamp;
    }

    /** The number of records read so far. */
    long records() {
        return records;
    }

    Progress progress() {
        return progress;
    }
}
