package io.recua.write;

import io.recua.database.ServerFaultException;
import io.recua.database.SqlErrors;
import io.recua.database.SqlErrors.Kind;
import io.recua.failure.Cause;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimLostException;
import io.recua.ingest.Counts;
import io.recua.row.Row;
import io.recua.sort.LaneBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Writes one range of a load's keys, a batch at a time: rows, rejected rows and checkpoint in one transaction.
 *
 * <ol>
 *   <li>A deadlock, a lock timeout or a lost connection: asks the ledger whether the transaction is committed, since the
 *       answer to COMMIT may be what was lost, and if it is not, writes the batch again.
 *   <li>Any other error of the server, or the same again and again: {@link ServerFaultException}; the load goes on later.
 *   <li>A newer claim: {@link ClaimLostException}; nothing of the batch is written.
 * </ol>
 *
 * <p>One thread writes; {@link #abort} alone may be called by another one.
 */
public final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final int REPLAYS = 8;
    private static final int PING_SECONDS = 2;

    /** To close a connection may take as long as what it hangs in. */
    private static final Executor ABORT = work -> {
        Thread thread = new Thread(work, "load-abort");
        thread.setDaemon(true);
        thread.start();
    };

    private final int number;
    private final Claim claim;
    private final RowBisection rows;
    private final Checkpoints checkpoints;
    private final RowCounters counters;
    private final LanePool pool;

    /** The last connection that the pool gave; nothing comes of it once it is given back. */
    private volatile Connection inUse;

    private volatile boolean aborted;

    /** What the last transaction wrote that was complete but for its COMMIT. */
    private Counts written;

    public Lane(
            int number, Claim claim, RowWriter writer, Checkpoints checkpoints, RowCounters counters, LanePool pool) {
        this.number = number;
        this.claim = claim;
        this.rows = new RowBisection(writer);
        this.checkpoints = checkpoints;
        this.counters = counters;
        this.pool = pool;
    }

    /** @throws LoadStoppedException after {@link #abort} */
    void write(LaneBatch batch) throws InterruptedException {
        writeUntilCommitted(batch);
        counters.count(claim.feed(), written);
    }

    private void writeUntilCommitted(LaneBatch batch) throws InterruptedException {
        BackOffExecution pauses = pauses();
        for (boolean again = false; ; again = true) {
            try {
                writeOnce(batch, again);
                return;
            } catch (SQLException e) {
                pauseOrFail(e, pauses.nextBackOff());
            }
        }
    }

    private static BackOffExecution pauses() {
        ExponentialBackOff backOff = new ExponentialBackOff(50, 2);
        backOff.setMaxAttempts(REPLAYS);
        return backOff.start();
    }

    private void pauseOrFail(SQLException e, long pause) throws InterruptedException {
        if (aborted) {
            throw new LoadStoppedException();
        }
        log.debug("Load {} lane {} failed", claim.loadId(), number, e);
        if (SqlErrors.kind(e) != Kind.REPLAY || pause == BackOffExecution.STOP) {
            throw ServerFaultException.of(e);
        }
        log.warn("Load {} lane {} writes its batch again in {} ms: {}", claim.loadId(), number, pause, Cause.line(e));
        Thread.sleep(pause);
    }

    private void writeOnce(LaneBatch batch, boolean again) throws SQLException {
        try (Connection connection = pool.connection()) {
            inUse = connection;
            try {
                if (!again || !checkpoints.isCommitted(connection, claim, number, batch.checkpoint())) {
                    write(connection, batch);
                }
            } catch (ClaimLostException e) {
                throw e;
            } catch (SQLException | RuntimeException e) {
                if (isUsable(connection)) {
                    throw e;
                }
                throw new SQLTransientConnectionException("lost the connection to MySQL", "08S01", e);
            }
        }
    }

    private void write(Connection connection, LaneBatch batch) throws SQLException {
        List<Row> rejected = new ArrayList<>(batch.rejected());
        Counts counts = rows.write(connection, batch.rows(), batch.run(), rejected)
                .plus(Counts.dropped(batch.duplicates(), rejected.size()));
        if (checkpoints.advance(connection, claim, number, batch.before(), batch.checkpoint(), counts)) {
            // After the fence: a new owner may have written the same rejected rows.
            RejectedRecord.insert(connection, claim, rejected);
            written = counts;
            connection.commit();
        }
    }

    /** Where a connection is cut, the driver may fail with anything, such as a NullPointerException. */
    private static boolean isUsable(Connection connection) {
        try {
            return !connection.isClosed() && connection.isValid(PING_SECONDS);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    /** Ends the running transaction by closing its connection, and writes nothing more. */
    void abort() {
        aborted = true;
        Connection connection = inUse;
        try {
            if (connection != null) {
                connection.abort(ABORT);
            }
        } catch (SQLException e) {
            log.debug("Load {} lane {} had closed its connection", claim.loadId(), number, e);
        }
    }
}
