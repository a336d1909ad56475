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

    /** A run writes to each page of the index, of 16 KiB, once. With ten rows for a page, that costs little for a row. */
    private static final int INDEX_BYTES_PER_ROW = 1600;

    private static final int SMALLEST_RUN = 2;

    /**
     * Returns the number of batches in the first run: few, so that the lanes begin to write soon, but enough rows for the size
     * of the table's indexes.
     */
    static int firstRun(int batchRows, int runBatches, long indexBytes) {
        long batches = Math.max(SMALLEST_RUN, indexBytes / INDEX_BYTES_PER_ROW / batchRows);
        return (int) Math.min(batches, runBatches);
    }

    /** Returns the number of batches of the run after one of this size. */
    public int nextRun(int batches) {
        return Math.min(2 * batches, runBatches);
    }
}
