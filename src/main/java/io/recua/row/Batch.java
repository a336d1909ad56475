package io.recua.row;

import java.util.List;

/**
 * Consecutive records of a load after the dedup. Each record is in exactly one of the three lists.
 *
 * @param rows the rows to write, with distinct keys
 * @param duplicates the rows that were dropped for another row of the batch with the same key
 * @param rejected the rows that do not fit the table
 * @param lastRecord the number of the last record
 */
public record Batch(List<Row> rows, List<Row> duplicates, List<Row> rejected, long lastRecord) {

    /** Returns the batch without the rows to write. */
    public Batch onlyRejected() {
        return new Batch(List.of(), List.of(), rejected, lastRecord);
    }
}
