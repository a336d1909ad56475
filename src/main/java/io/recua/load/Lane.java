package io.recua.load;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import io.recua.database.ServerFaultException;
import io.recua.database.SqlErrors;
import io.recua.database.SqlErrors.Kind;
import io.recua.ingest.Claim;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Writes one range of a load's keys, a batch at a time: rows, rejected rows and checkpoint in one transaction, replayed
 * as a whole after a deadlock, a lock timeout or a lost connection.
 */
final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final int REPLAYS = 8;

    private final int number;
    private final Claim claim;
    private final RowWriter writer;
    private final Checkpoints checkpoints;
    private final LanePool pool;

    /** What the last transaction wrote, be it committed or not. */
    private Written written;

    private record Written(Counts counts, int rejected) {}

    Lane(int number, Claim claim, RowWriter writer, Checkpoints checkpoints, LanePool pool) {
        this.number = number;
        this.claim = claim;
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.pool = pool;
    }

    void write(LaneBatch batch) throws SQLException, InterruptedException {
        writeUntilCommitted(batch);
        checkpoints.count(claim, batch, written.counts(), written.rejected());
    }

    private void writeUntilCommitted(LaneBatch batch) throws SQLException, InterruptedException {
        BackOffExecution pauses = pauses();
        while (true) {
            try {
                writeOnce(batch);
                return;
            } catch (SQLException e) {
                long pause = pauses.nextBackOff();
                if (SqlErrors.kind(e) != Kind.REPLAY || pause == BackOffExecution.STOP) {
                    throw ServerFaultException.of(e);
                }
                log.warn("Load {} lane {} replays its batch in {} ms: {}", claim.loadId(), number, pause, e.toString());
                Thread.sleep(pause);
            }
            if (checkpoints.isCommitted(claim, number, batch.checkpoint())) {
                return;
            }
        }
    }

    private static BackOffExecution pauses() {
        ExponentialBackOff backOff = new ExponentialBackOff(50, 2);
        backOff.setMaxAttempts(REPLAYS);
        return backOff.start();
    }

    private void writeOnce(LaneBatch batch) throws SQLException {
        try (Connection connection = pool.connection()) {
            List<Row> rejected = new ArrayList<>(batch.rejected());
            Counts counts = writeOrReject(connection, batch.rows(), batch.run(), rejected);
            checkpoints.advance(connection, claim, number, batch, counts, rejected);
            written = new Written(counts, rejected.size());
            connection.commit();
        }
    }

    /** Where MySQL refuses a row, halves the rows until it is alone, and goes on without it. */
    private Counts writeOrReject(Connection connection, List<Row> rows, long run, List<Row> rejected)
            throws SQLException {
        if (rows.isEmpty()) {
            return Counts.NONE;
        }
        Savepoint before = connection.setSavepoint();
        try {
            return writer.write(connection, rows, run);
        } catch (SQLException e) {
            if (!isOfARow(e)) {
                throw e;
            }
            connection.rollback(before);
            if (rows.size() == 1) {
                rejected.add(rows.get(0).rejectedFor("the database refuses it: " + e.getMessage()));
                return Counts.NONE;
            }
            int half = rows.size() / 2;
            return writeOrReject(connection, rows.subList(0, half), run, rejected)
                    .plus(writeOrReject(connection, rows.subList(half, rows.size()), run, rejected));
        }
    }

    private static boolean isOfARow(SQLException e) {
        return e instanceof PacketTooBigException || SqlErrors.kind(e) == Kind.ROW;
    }
}
