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
 * Writes the rows of one key range of a load. Each batch is one transaction: its rows, its rejected rows and the lane's
 * checkpoint.
 *
 * <p>What happens after an error:
 *
 * <ol>
 *   <li>After a deadlock, a lock timeout or a lost connection, the lane waits and writes the batch again. It first
 *       reads the checkpoint in the ledger, because the answer to a successful COMMIT may have been lost.
 *   <li>After any other error of the server, or after eight retries, it throws {@link ServerFaultException}. The load
 *       continues later, from the last commit.
 *   <li>If a newer claim owns the load, it throws {@link ClaimLostException}. Nothing of the batch is written.
 * </ol>
 *
 * <p>Threads: one thread at a time calls {@link #write}. Any thread may call {@link #abort}; it touches only the
 * volatile fields {@code connectionInUse} and {@code aborted}.
 */
public final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final int MAX_RETRIES = 8;
    private static final int PING_SECONDS = 2;

    /** Closes connections in a new thread, because closing may block for as long as the statement that hangs. */
    private static final Executor ABORT_EXECUTOR = work -> {
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

    /** The last connection from the pool. Aborting it after it was returned has no effect. */
    private volatile Connection connectionInUse;

    private volatile boolean aborted;

    /** The counts of the last transaction that reached its COMMIT. */
    private Counts lastCounts;

    /**
     * Creates a lane.
     *
     * @param number the lane's number, from 0
     */
    public Lane(
            int number, Claim claim, RowWriter writer, Checkpoints checkpoints, RowCounters counters, LanePool pool) {
        this.number = number;
        this.claim = claim;
        this.rows = new RowBisection(writer);
        this.checkpoints = checkpoints;
        this.counters = counters;
        this.pool = pool;
    }

    /**
     * Writes a batch and returns after its commit.
     *
     * @throws LoadStoppedException after {@link #abort}
     * @throws ServerFaultException if the server cannot take the batch now
     * @throws ClaimLostException if a newer claim owns the load
     */
    void write(LaneBatch batch) throws InterruptedException {
        writeUntilCommitted(batch);
        counters.count(claim.feed(), lastCounts);
    }

    private void writeUntilCommitted(LaneBatch batch) throws InterruptedException {
        BackOffExecution waits = backOff();
        for (boolean isRetry = false; ; isRetry = true) {
            try {
                writeOnce(batch, isRetry);
                return;
            } catch (SQLException e) {
                waitOrFail(e, waits.nextBackOff());
            }
        }
    }

    private static BackOffExecution backOff() {
        ExponentialBackOff policy = new ExponentialBackOff(50, 2);
        policy.setMaxAttempts(MAX_RETRIES);
        return policy.start();
    }

    private void waitOrFail(SQLException e, long pause) throws InterruptedException {
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

    private void writeOnce(LaneBatch batch, boolean isRetry) throws SQLException {
        try (Connection connection = pool.connection()) {
            connectionInUse = connection;
            try {
                if (!isRetry || !checkpoints.isCommitted(connection, claim, number, batch.checkpoint())) {
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
            // Only after the check of the fence: a new owner may have written the same rejected rows.
            RejectedRecord.insert(connection, claim, rejected);
            lastCounts = counts;
            connection.commit();
        }
    }

    /**
     * Checks the connection after any exception: on a lost connection the driver may throw even a NullPointerException.
     */
    private static boolean isUsable(Connection connection) {
        try {
            return !connection.isClosed() && connection.isValid(PING_SECONDS);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    /** Closes the connection of the running transaction, which rolls it back, and lets the lane write nothing more. */
    void abort() {
        aborted = true;
        Connection connection = connectionInUse;
        try {
            if (connection != null) {
                connection.abort(ABORT_EXECUTOR);
            }
        } catch (SQLException e) {
            log.debug("Load {} lane {} had closed its connection", claim.loadId(), number, e);
        }
    }
}
