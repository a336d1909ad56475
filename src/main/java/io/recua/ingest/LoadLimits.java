package io.recua.ingest;

/**
 * The sizes of the pieces of a load. They stay the same from the first claim to the end, since a checkpoint counts in them.
 *
 * @param lanes the number of lanes, which write in parallel
 * @param batchRows the number of records in a batch, and the most rows of a transaction
 * @param firstRun the number of batches that are sorted together in the first run; each later run has twice as many as the
 *     one before, up to {@code runBatches}
 * @param runBatches the most batches that are sorted together
 */
public record LoadLimits(int lanes, int batchRows, int firstRun, int runBatches) {

    /** Returns the number of batches of the run after one of this size. */
    public int nextRun(int batches) {
        return Math.min(2 * batches, runBatches);
    }
}
