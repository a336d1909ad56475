package io.recua.row;

import java.util.List;

/**
 * Consecutive records of one load, deduplicated. Each record is in exactly one of the three lists.
 *
 * @param rows the rows to write, each with another key
 * @param duplicates the rows that gave way to another one of the batch with the same key
 * @param rejected the rows that do not fit the table
 * @param lastRecord the number of the last record
 */
public record Batch(List<Row> rows, List<Row> duplicates, List<Row> rejected, long lastRecord) {

    /** The batch without what would be written to the table. */
    public Batch onlyRejected() {
        return new Batch(List.of(), List.of(), rejected, lastRecord);
    }
}
