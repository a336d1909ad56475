package io.recua.sort;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.ingest.LoadLimits;
import io.recua.row.Batches;
import io.recua.row.Header;

/**
 * Holds the values that all runs of a load share.
 *
 * @param limits the sizes that the load started with; a resumed load must use the same ones
 * @param onDuplicate which row of a key is kept
 * @param header the columns of the file
 * @param fields the index of each column's field; -1 if the file has no such field
 * @param loadedAt the load's instant, as its timestamp column stores it; null if the feed has no such column
 */
public record Runs(LoadLimits limits, OnDuplicate onDuplicate, Header header, int[] fields, byte[] loadedAt) {

    /**
     * Returns whether runs are sorted by key. Without the hash of the key the rows keep the order of the file, because
     * the table's collation may treat more keys as equal than Recua does.
     */
    boolean sorted() {
        return header.table().isSorted();
    }

    /** Returns whether a transaction of this size may take another row. */
    boolean hasRoom(int rows, long bytes) {
        return rows < limits.batchRows() && bytes < Batches.MAX_BYTES / limits.lanes();
    }
}
