package io.recua.control;

import io.recua.ingest.LoadStatus;
import java.time.Instant;
import java.util.List;

/**
 * One load, as recorded in the ledger.
 *
 * @param object the key under which the object landed
 * @param read the number of rows read, which is the sum of the five counts that follow
 * @param deleted the number of rows that the load has deleted or marked, with mode {@code snapshot}
 * @param ignoredColumns the columns of the file that the table does not have
 * @param landedAt when the object landed, by S3; null if it was never read
 * @param startedAt when it was claimed first
 * @param finishedAt when it ended; null while it is loading
 * @param error why it was refused, or why its last run failed; null if neither happened
 * @param note further information for the operator; null if there is none
 * @param paused the pause of its feed's loads, after which it continues; null if they are not paused or it has ended
 * @param bytes the size of the object; null if it was never read
 * @param dismissedAt when an operator dismissed its refusal; null if nobody did
 * @param progress its progress; null if it is not loading, or started a moment ago
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
        long deleted,
        List<String> ignoredColumns,
        Instant landedAt,
        Instant startedAt,
        Instant finishedAt,
        String error,
        String note,
        PauseView paused,
        Long bytes,
        Instant dismissedAt,
        Progress progress) {

    boolean isUnended() {
        return status == LoadStatus.LOADING;
    }

    /** Returns the same load with another pause. */
    LoadView with(PauseView pause) {
        return new LoadView(
                id,
                feed,
                object,
                status,
                read,
                inserted,
                updated,
                unchanged,
                duplicates,
                rejected,
                deleted,
                ignoredColumns,
                landedAt,
                startedAt,
                finishedAt,
                error,
                note,
                pause,
                bytes,
                dismissedAt,
                progress);
    }

    /**
     * The progress of a load; {@link LoadView#read} has the number of its rows.
     *
     * @param rowsPerSecond the rate since the last start, a few seconds old; null if none is known that is so fresh
     * @param percent the committed part of the object, in percent
     * @param secondsLeft the estimated time to the end at this rate; null without a rate
     * @param silentSeconds how long the load has not written its progress, in tens of seconds; null if it has, or begins
     */
    public record Progress(Long rowsPerSecond, double percent, Long secondsLeft, Long silentSeconds) {}
}
