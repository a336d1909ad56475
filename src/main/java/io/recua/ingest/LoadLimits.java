package io.recua.ingest;

/**
 * How a load is cut into pieces, from its first claim to its end, so that what was committed can be told from the rest.
 *
 * @param lanes how many lanes write side by side
 * @param batchRows how many records are read, and how many rows a lane commits, at once
 * @param runBatches how many batches are sorted together
 */
public record LoadLimits(int lanes, int batchRows, int runBatches) {}
