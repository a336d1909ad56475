package io.recua.write;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import io.recua.database.ServerFaultException;
import io.recua.database.SqlErrors;
import io.recua.database.SqlErrors.Kind;
import io.recua.ingest.Counts;
import io.recua.row.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.util.List;

/**
 * Writes the rows of a transaction and isolates those that MySQL refuses.
 *
 * <ol>
 *   <li>Writes all rows with one call of the {@link RowWriter}.
 *   <li>If MySQL refuses them, rolls back to the savepoint, halves the rows and writes each half in the same way.
 *   <li>Rejects a row that is refused alone.
 * </ol>
 *
 * <p>An error that {@link SqlErrors} does not know is an error of the row if MySQL accepts other rows; otherwise it is
 * an error of the server. Each lane has an instance of its own: it is not thread-safe.
 */
final class RowBisection {

    /** If this many rows of a batch fail with unknown errors and none is accepted, the error is the server's. */
    private static final int MAX_TRIALS = 20;

    private final RowWriter writer;

    /** Whether MySQL accepted a row of an earlier batch of this lane. */
    private boolean acceptedBefore;

    /** Whether MySQL accepted a row of this batch. */
    private boolean acceptedInBatch;

    private int trials;
    private SQLException unknown;

    RowBisection(RowWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes the rows that MySQL accepts.
     *
     * @param run the number of the first record of the run
     * @param rejected receives the rows that MySQL refuses
     * @return the counts of the written rows
     * @throws ServerFaultException if MySQL accepts none of the rows, and the error is in no list of {@link SqlErrors}
     * @throws SQLException if the transaction must be written again, or the server is at fault
     */
    Counts write(Connection connection, List<Row> rows, long run, List<Row> rejected) throws SQLException {
        acceptedBefore |= acceptedInBatch;
        acceptedInBatch = false;
        trials = 0;
        unknown = null;
        Counts counts = rows.isEmpty() ? Counts.NONE : writeOrHalve(connection, rows, run, rejected);
        if (unknown != null && !acceptedInBatch && !acceptedBefore) {
            throw ServerFaultException.of(unknown);
        }
        return counts;
    }

    private Counts writeOrHalve(Connection connection, List<Row> rows, long run, List<Row> rejected)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Counts counts = writer.write(connection, rows, run);
            acceptedInBatch = true;
            return counts;
        } catch (SQLException e) {
            Kind kind = e instanceof PacketTooBigException ? Kind.ROW : SqlErrors.kind(e);
            if (kind == Kind.REPLAY || kind == Kind.SERVER) {
                throw e;
            }
            rollBack(connection, before, e);
            if (rows.size() == 1) {
                reject(rows.get(0), e, kind, rejected);
                return Counts.NONE;
            }
        }
        int half = rows.size() / 2;
        return writeOrHalve(connection, rows.subList(0, half), run, rejected)
                .plus(writeOrHalve(connection, rows.subList(half, rows.size()), run, rejected));
    }

    /**
     * Rolls back to the savepoint. If the error has ended the whole transaction, the savepoint no longer exists; the
     * lane then writes the transaction again.
     */
    private static void rollBack(Connection connection, Savepoint before, SQLException reason) throws SQLException {
        try {
            connection.rollback(before);
        } catch (SQLException rollbackFailure) {
            reason.addSuppressed(rollbackFailure);
            throw new SQLTransactionRollbackException(reason.getMessage(), "40000", reason.getErrorCode(), reason);
        }
    }

    private void reject(Row row, SQLException e, Kind kind, List<Row> rejected) {
        if (kind == Kind.UNKNOWN) {
            unknown = e;
            trials++;
            if (trials == MAX_TRIALS && !acceptedInBatch) {
                throw ServerFaultException.of(e);
            }
        }
        rejected.add(row.rejectedFor("the database refuses it: " + e.getMessage()));
    }
}
