package io.recua.load;

import java.util.List;

/**
 * A lane's share of a batch, committed as one transaction.
 *
 * @param rows the rows to write
 * @param duplicates how many rows gave way to another one of the batch
 * @param rejected the rows that do not fit the table
 * @param lastRecord the number of the whole batch's last record
 */
record LaneBatch(List<Row> rows, long duplicates, List<Row> rejected, long lastRecord) {}
