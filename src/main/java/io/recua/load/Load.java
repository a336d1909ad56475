package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.ingest.Claim;
import io.recua.ingest.RefusedException;
import io.recua.row.Batch;
import io.recua.row.Header;
import io.recua.row.RejectionLimit;
import io.recua.write.Lanes;
import io.recua.write.Progress;
import java.util.Optional;

/** One run of a load: its specification, which does not change, and the records read and rejected so far. */
public final class Load {

    /** The exchange variable that holds the load. */
    public static final String VARIABLE = "load";

    private final Claim claim;
    private final RejectionLimit limit;
    private final Header header;
    private final Lanes lanes;
    private final byte[] loadedAt;
    private final Progress progress;
    private long records;
    private long rejected;

    Load(Claim claim, FeedProperties feed, Header header, byte[] loadedAt, Lanes lanes, Progress progress) {
        this.claim = claim;
        this.limit = new RejectionLimit(feed);
        this.header = header;
        this.lanes = lanes;
        this.progress = progress;
        this.loadedAt = loadedAt;
    }

    /**
     * Adds the records of a batch.
     *
     * @param last whether it is the last batch
     * @return why the object is refused; empty if it is not
     */
    Optional<RefusedException> count(Batch batch, boolean last) {
        records = batch.lastRecord();
        rejected += batch.rejected().size();
        return refusal(rejected, last);
    }

    /** Checks the share again with the rows that MySQL has rejected. */
    Optional<RefusedException> judge(long rejectedInAll) {
        return refusal(rejectedInAll, true);
    }

    private Optional<RefusedException> refusal(long rejectedSoFar, boolean end) {
        return limit.exceeded(records, rejectedSoFar, end)
                .map(reason -> new RefusedException(
                        reason + "; rejected/ tells which and why, what was committed before stays in the table"));
    }

    public Claim claim() {
        return claim;
    }

    public Header header() {
        return header;
    }

    public Lanes lanes() {
        return lanes;
    }

    /** Returns the load's instant in the form of the timestamp column; null if the feed has none. */
    byte[] loadedAt() {
        return loadedAt;
    }

    /** Returns the number of records read so far. */
    long records() {
        return records;
    }

    Progress progress() {
        return progress;
    }
}
