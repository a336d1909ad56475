package io.recua.row;

import io.recua.config.FeedProperties;
import io.recua.config.Percentage;
import java.util.Optional;

/**
 * Judges whether too many rows of an object are rejected, for a load and for an inspection alike.
 *
 * <ol>
 *   <li>While the object is read, the share is judged from {@value #JUDGED_FROM} rows on.
 *   <li>At its end it is judged at any size. Without a setting, {@value #USUAL_ROWS} rejected rows are allowed whatever
 *       their share: two of three rows say little of a file.
 *   <li>An object of which no row fits is refused at any size and with any setting.
 * </ol>
 */
public final class RejectionLimit {

    private static final int JUDGED_FROM = 1000;
    private static final int USUAL_ROWS = 10;
    private static final Percentage USUAL = Percentage.of("10%");

    private final Percentage share;
    private final int alwaysAllowed;

    public RejectionLimit(FeedProperties feed) {
        boolean usual = feed.maxRejected() == null;
        this.share = usual ? USUAL : feed.maxRejected();
        this.alwaysAllowed = usual ? USUAL_ROWS : 0;
    }

    /**
     * Why the object is refused; empty if it is not.
     *
     * @param rows the rows read so far
     * @param rejected how many of them are rejected
     * @param end whether there are no more rows
     */
    public Optional<String> exceeded(long rows, long rejected, boolean end) {
        if (end && rows > 0 && rejected == rows) {
            return Optional.of("none of its %d rows fits the table".formatted(rows));
        }
        boolean judged = end || rows >= JUDGED_FROM;
        return judged && rejected > alwaysAllowed && share.isExceededBy(rejected, rows)
                ? Optional.of(
                        "more than the allowed %s of the first %d rows do not fit the table".formatted(share, rows))
                : Optional.empty();
    }
}
