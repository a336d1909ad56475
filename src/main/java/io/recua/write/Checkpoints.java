package io.recua.write;

import io.recua.ingest.Claim;
import io.recua.ingest.ClaimLostException;
import io.recua.row.Row;
import io.recua.sort.Checkpoint;
import io.recua.sort.LaneBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each lane of a load is, and what became of its records, in the ledger. */
@Component
public class Checkpoints {

    private final JdbcClient jdbc;
    private final RowCounters counters;

    Checkpoints(JdbcClient jdbc, RowCounters counters) {
        this.jdbc = jdbc;
        this.counters = counters;
    }

    /** How far the load is, by lane. */
    public List<Checkpoint> of(Claim claim) {
        return jdbc.sql("select last_record, committed_in_run from recua_lane where load_id = ? order by lane")
                .param(claim.loadId())
                .query(Checkpoint.class)
                .list();
    }

    /**
     * Whether a lane's transaction is committed. Waits for a transaction whose COMMIT is still on its way to the server:
     * it holds the lock on the lane's row.
     *
     * @throws ClaimLostException if a newer claim has taken the lane over, so that nobody can tell
     */
    boolean isCommitted(Connection connection, Claim claim, int lane, Checkpoint checkpoint) throws SQLException {
        return locked(connection, claim, lane).reaches(checkpoint);
    }

    private static Checkpoint locked(Connection connection, Claim claim, int lane) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select last_record, committed_in_run from recua_lane"
                        + " where load_id = ? and lane = ? and fence = ? for update")) {
            setLongs(select, claim.loadId(), lane, claim.fence());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new ClaimLostException(claim.key());
                }
                return new Checkpoint(row.getLong(1), row.getLong(2));
            }
        }
    }

    /**
     * Moves a lane's checkpoint within the transaction that writes the batch, from where it was before the batch and from
     * nowhere else, so that no order in which transactions arrive adds a batch's counts twice.
     *
     * @return false if an earlier transaction of the same batch was committed after all; this one is to be rolled back
     * @throws ClaimLostException if a newer claim has taken the lane over
     */
    boolean advance(Connection connection, Claim claim, int lane, LaneBatch batch, Counts counts, List<Row> rejected)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update recua_lane set last_record = ?, committed_in_run = ?,"
                        + " inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?,"
                        + " duplicates = duplicates + ?, rejected = rejected + ?"
                        + " where load_id = ? and lane = ? and fence = ? and last_record = ? and committed_in_run = ?")) {
            setLongs(
                    update,
                    batch.checkpoint().lastRecord(),
                    batch.checkpoint().committedInRun(),
                    counts.inserted(),
                    counts.updated(),
                    counts.unchanged(),
                    batch.duplicates(),
                    rejected.size(),
                    claim.loadId(),
                    lane,
                    claim.fence(),
                    batch.before().lastRecord(),
                    batch.before().committedInRun());
            if (update.executeUpdate() == 0) {
                Checkpoint now = locked(connection, claim, lane);
                if (now.reaches(batch.checkpoint())) {
                    return false;
                }
                throw new IllegalStateException("lane %d of load %d is at %s in the ledger, not at %s"
                        .formatted(lane, claim.loadId(), now, batch.before()));
            }
        }
        // Behind the fence: the new owner may have kept the same rejected rows already.
        insertRejected(connection, claim, rejected);
        return true;
    }

    private static void setLongs(PreparedStatement statement, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
        }
    }

    /** Adds what {@link #advance} noted to the meters, once its transaction is committed. */
    void count(Claim claim, LaneBatch batch, Counts counts, int rejected) {
        counters.count(claim.feed(), counts, batch.duplicates(), rejected);
    }

    private static void insertRejected(Connection connection, Claim claim, List<Row> rejected) throws SQLException {
        if (rejected.isEmpty()) {
            return;
        }
        long maxPacket = InsertWriter.maxAllowedPacket(connection);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into recua_rejected (load_id, record, line, reason, raw) values (?, ?, ?, ?, ?)")) {
            for (Row row : rejected) {
                RejectedRecord record = RejectedRecord.of(row, maxPacket);
                setLongs(insert, claim.loadId(), row.number(), row.line());
                insert.setString(4, record.reason());
                insert.setBytes(5, record.raw());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Notes in the ledger how far the load is. */
    public void report(Claim claim, Progress.Report report) {
        jdbc.sql("update recua_load set rows_read = ?, rows_per_second = ?, percent = ?, seconds_left = ?"
                        + " where id = ? and fence = ?")
                .params(
                        report.rows(),
                        report.rowsPerSecond(),
                        report.percent(),
                        report.secondsLeft(),
                        claim.loadId(),
                        claim.fence())
                .update();
    }

    /** What became of the records of a load. */
    public record Totals(long inserted, long updated, long unchanged, long duplicates, long rejected) {
        public long read() {
            return inserted + updated + unchanged + duplicates + rejected;
        }
    }

    public Totals totals(Claim claim) {
        return jdbc.sql("select sum(inserted) inserted, sum(updated) updated, sum(unchanged) unchanged,"
                        + " sum(duplicates) duplicates, sum(rejected) rejected from recua_lane where load_id = ?")
                .param(claim.loadId())
                .query((row, number) -> new Totals(
                        row.getLong("inserted"),
                        row.getLong("updated"),
                        row.getLong("unchanged"),
                        row.getLong("duplicates"),
                        row.getLong("rejected")))
                .single();
    }
}
