package io.recua.control;

import io.recua.ingest.LoadStatus;
import java.time.Instant;
import java.util.List;

/**
 * One load.
 *
 * @param object the key as landed
 * @param read the sum of the five counts that follow
 * @param ignoredColumns the columns of the file that the table lacks
 * @param finishedAt null while it is loading
 * @param error why it was refused, or failed the last time; null if it did not
 * @param note what else an operator should know of it; null if there is nothing
 * @param progress how far it is; null if it is not loading, or not for long enough
 */
public record LoadView(
        long id,
        String feed,
        String object,
        LoadStatus status,
        long read,
        long inserted,
        long updated,
        long unchanged,
        long duplicates,
        long rejected,
        List<String> ignoredColumns,
        Instant startedAt,
        Instant finishedAt,
        String error,
        String note,
        Progress progress) {

    /**
     * How far a load is, as of a few seconds ago.
     *
     * @param rows records committed
     * @param percent of the object
     * @param secondsLeft at the pace since the last start
     */
    public record Progress(long rows, long rowsPerSecond, double percent, long secondsLeft) {}
}
