package io.recua.ingest;

/**
 * The sizes of the pieces of a load. They stay the same from the first claim to the end, since a checkpoint counts in them.
 *
 * @param lanes the number of lanes, which write in parallel
 * @param batchRows the number of records in a batch, and the most rows of a transaction
 * @param runBatches the number of batches that are sorted together
 */
public record LoadLimits(int lanes, int batchRows, int runBatches) {}
