package io.recua.ingest;

/**
 * The progress of a running load.
 *
 * @param rows committed records, including those of earlier claims
 * @param rowsPerSecond the rate since the claim
 * @param percent the share of the object that is committed
 * @param secondsLeft the estimated time to the end at this rate
 */
public record LoadProgress(long rows, long rowsPerSecond, double percent, long secondsLeft) {}
