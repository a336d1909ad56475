package io.recua.write;

import io.recua.ingest.Counts;
import io.recua.row.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes rows into a table within the connection's transaction; MySQL must not truncate or coerce a value silently. */
public interface RowWriter {

    /**
     * Writes all of the rows or none.
     *
     * @param rows rows with different keys, at least one, in the order of their keys if the table has the hash of it
     * @param run the number of the first record of the run that they are of
     * @throws SQLException if MySQL refused one of them; see {@link io.recua.database.SqlErrors}
     */
    Counts write(Connection connection, List<Row> rows, long run) throws SQLException;
}
