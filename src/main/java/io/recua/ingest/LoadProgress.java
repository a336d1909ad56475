package io.recua.ingest;

import java.time.Duration;

/**
 * The progress of a running load.
 *
 * @param rows committed records, including those of earlier claims
 * @param rowsPerSecond the rate since the claim; null before its first commit
 * @param percent the share of the object that is committed
 * @param secondsLeft the estimated time to the end at this rate; null without a rate
 */
public record LoadProgress(long rows, Long rowsPerSecond, double percent, Long secondsLeft) {

    /** How often a running load writes its progress. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);
}
