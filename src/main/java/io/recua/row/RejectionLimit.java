package io.recua.row;

import io.recua.config.FeedProperties;
import io.recua.config.Percentage;
import java.util.Optional;

/**
 * Decides whether too many rows of an object are rejected. A load and an inspection use the same limit.
 *
 * <ol>
 *   <li>While the object is read, the share is checked from row {@value #JUDGED_FROM} on.
 *   <li>At the end it is checked at any size. Without the setting, {@value #USUAL_ROWS} rejected rows are always allowed: the
 *       share of a tiny file means little.
 *   <li>An object without a single row that fits is refused at any size and with any setting.
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
     * Returns why the object is refused; empty if it is not.
     *
     * @param rows the rows read so far
     * @param rejected the number of rejected rows among them
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
