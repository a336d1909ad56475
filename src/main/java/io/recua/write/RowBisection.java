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
 * Writes the rows of a lane's transactions. Where MySQL refuses a statement, halves its rows until each refused one is
 * alone, rejects these and writes the others.
 *
 * <p>An error that {@link SqlErrors} does not know is of the row if MySQL takes others, else of the server.
 */
final class RowBisection {

    /** So many rows in a batch are tried one by one with an unknown error, and none taken, before it is the server's. */
    private static final int TRIALS = 20;

    private final RowWriter writer;

    /** Whether the table took any row of an earlier batch of this lane. */
    private boolean tookBefore;

    /** Whether the table took any row of this batch. */
    private boolean took;

    private int trials;
    private SQLException unknown;

    RowBisection(RowWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes the rows that MySQL takes.
     *
     * @param rejected gets the rows that MySQL refuses
     * @throws ServerFaultException if MySQL takes none of them, for a reason that no list knows
     */
    Counts write(Connection connection, List<Row> rows, long run, List<Row> rejected) throws SQLException {
        tookBefore |= took;
        took = false;
        trials = 0;
        unknown = null;
        Counts counts = rows.isEmpty() ? Counts.NONE : writeOrHalve(connection, rows, run, rejected);
        if (unknown != null && !took && !tookBefore) {
            throw ServerFaultException.of(unknown);
        }
        return counts;
    }

    private Counts writeOrHalve(Connection connection, List<Row> rows, long run, List<Row> rejected)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Counts counts = writer.write(connection, rows, run);
            took = true;
            return counts;
        } catch (SQLException e) {
            Kind kind = e instanceof PacketTooBigException ? Kind.ROW : SqlErrors.kind(e);
            if (kind == Kind.REPLAY || kind == Kind.SERVER) {
                throw e;
            }
            undo(connection, before, e);
            if (rows.size() == 1) {
                reject(rows.get(0), e, kind, rejected);
                return Counts.NONE;
            }
        }
        int half = rows.size() / 2;
        return writeOrHalve(connection, rows.subList(0, half), run, rejected)
                .plus(writeOrHalve(connection, rows.subList(half, rows.size()), run, rejected));
    }

    /** Some errors end the whole transaction, and its savepoints with it. */
    private static void undo(Connection connection, Savepoint before, SQLException reason) throws SQLException {
        try {
            connection.rollback(before);
        } catch (SQLException gone) {
            reason.addSuppressed(gone);
            throw new SQLTransactionRollbackException(reason.getMessage(), "40000", reason.getErrorCode(), reason);
        }
    }

    private void reject(Row row, SQLException e, Kind kind, List<Row> rejected) {
        if (kind == Kind.UNKNOWN) {
            unknown = e;
            trials++;
            if (trials == TRIALS && !took) {
                throw ServerFaultException.of(e);
            }
        }
        rejected.add(row.rejectedFor("the database refuses it: " + e.getMessage()));
    }
}
