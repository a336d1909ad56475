package io.recua.sort;

import io.recua.ingest.Checkpoint;
import io.recua.row.Row;
import java.util.List;

/**
 * The records that a lane commits in one transaction. Each record is counted in exactly one of the first three
 * components.
 *
 * @param rows the rows to write, with different keys. Valid until the lane takes its next batch from the run, which
 *     reuses the memory
 * @param duplicates the number of rows that were dropped for another row of the same key in the file
 * @param rejected the rows that do not fit the table; valid as long as {@code rows}
 * @param run the number of the first record of the run that these records belong to
 * @param before the lane's checkpoint without this transaction
 * @param checkpoint the lane's checkpoint with it
 */
public record LaneBatch(
        List<Row> rows, long duplicates, List<Row> rejected, long run, Checkpoint before, Checkpoint checkpoint) {

    /** Returns the number of records of the file in this transaction. */
    public long records() {
        return rows.size() + duplicates + rejected.size();
    }
}
