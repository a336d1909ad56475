package io.recua.sort;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.ingest.LoadLimits;
import io.recua.row.Batches;
import io.recua.row.Header;

/**
 * What the runs of a load have in common.
 *
 * @param limits the sizes that the load began with
 * @param onDuplicate which row of a key stays
 * @param header the file's columns
 * @param fields the field of each column, -1 where the file has none
 * @param loadedAt the load's instant; null if its rows have none
 */
public record Runs(LoadLimits limits, OnDuplicate onDuplicate, Header header, int[] fields, byte[] loadedAt) {

    /** Rows of a table without the hash stay as they come, for its collation may see more of them as equal. */
    boolean sorted() {
        return header.table().hashed();
    }

    /** Whether a lane's transaction of so many rows takes another one. */
    boolean isRoom(int rows, long bytes) {
        return rows < limits.batchRows() && bytes < Batches.MAX_BYTES / limits.lanes();
    }
}
