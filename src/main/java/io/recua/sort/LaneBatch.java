package io.recua.sort;

import io.recua.ingest.Checkpoint;
import io.recua.row.Row;
import java.util.List;

/**
 * What a lane commits as one transaction.
 *
 * @param rows the rows to write, each with another key
 * @param duplicates how many rows gave way to another one
 * @param rejected the rows that do not fit the table
 * @param run the number of the first record of the run that they are of
 * @param before how far the lane is without them
 * @param checkpoint how far the lane is with them
 */
public record LaneBatch(
        List<Row> rows, long duplicates, List<Row> rejected, long run, Checkpoint before, Checkpoint checkpoint) {

    /** How many records of the file these are. */
    public long records() {
        return rows.size() + duplicates + rejected.size();
    }
}
