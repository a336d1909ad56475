package io.recua.write;

import io.recua.ingest.Counts;
import io.recua.row.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes rows into a table within the connection's transaction. An implementation must not let MySQL truncate or coerce
 * a value silently. The lanes of a load call one instance from several threads, each with a connection of its own.
 */
public interface RowWriter {

    /**
     * Writes all rows. After an exception some may be written: the caller rolls back.
     *
     * @param rows at least one row, with different keys; in the order of their keys if the table has the hash of the
     *     key
     * @param run the number of the first record of the run that the rows belong to
     * @return how many rows were inserted, updated and left unchanged
     * @throws SQLException if MySQL refused one of them; see {@link io.recua.database.SqlErrors}
     */
    Counts write(Connection connection, List<Row> rows, long run) throws SQLException;
}
