package io.recua.load;

import io.recua.ingest.Claim;
import io.recua.ingest.ClaimLostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each lane of a load is, and what became of its records, in the ledger. */
@Component
class Checkpoints {

    private final JdbcClient jdbc;
    private final RowCounters counters;

    Checkpoints(JdbcClient jdbc, RowCounters counters) {
        this.jdbc = jdbc;
        this.counters = counters;
    }

    /** How far the load is, by lane. */
    List<Checkpoint> of(Claim claim) {
        return jdbc.sql("select last_record, taken from recua_lane where load_id = ? order by lane")
                .param(claim.loadId())
                .query(Checkpoint.class)
                .list();
    }

    /**
     * Whether a batch was committed, though the answer to its COMMIT may have been lost.
     *
     * @throws ClaimLostException if a newer claim has taken the lane over, so that nobody can tell
     */
    boolean isCommitted(Claim claim, int lane, Checkpoint checkpoint) {
        return jdbc.sql("select last_record, taken from recua_lane where load_id = ? and lane = ? and fence = ?")
                .params(claim.loadId(), lane, claim.fence())
                .query(Checkpoint.class)
                .optional()
                .orElseThrow(() -> new ClaimLostException(claim.key()))
                .reaches(checkpoint);
    }

    /**
     * Moves a lane's checkpoint within the transaction that writes the batch.
     *
     * @throws ClaimLostException if a newer claim has taken the lane over
     */
    void advance(Connection connection, Claim claim, int lane, LaneBatch batch, Counts counts, List<Row> rejected)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update recua_lane set last_record = ?, taken = ?,"
                + " inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?,"
                + " duplicates = duplicates + ?, rejected = rejected + ?"
                + " where load_id = ? and lane = ? and fence = ?")) {
            long[] values = {
                batch.checkpoint().lastRecord(),
                batch.checkpoint().taken(),
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                batch.duplicates(),
                rejected.size(),
                claim.loadId(),
                lane,
                claim.fence()
            };
            for (int i = 0; i < values.length; i++) {
                update.setLong(i + 1, values[i]);
            }
            if (update.executeUpdate() == 0) {
                throw new ClaimLostException(claim.key());
            }
        }
        // Behind the fence: the new owner may have kept the same rejected rows already.
        insertRejected(connection, claim, rejected);
    }

    /** Adds what {@link #advance} noted to the meters, once its transaction is committed. */
    void count(Claim claim, LaneBatch batch, Counts counts, int rejected) {
        counters.count(claim.feed(), counts, batch.duplicates(), rejected);
    }

    private static void insertRejected(Connection connection, Claim claim, List<Row> rejected) throws SQLException {
        if (rejected.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into recua_rejected (load_id, record, line, reason, raw) values (?, ?, ?, ?, ?)")) {
            for (Row row : rejected) {
                insert.setLong(1, claim.loadId());
                insert.setLong(2, row.number());
                insert.setLong(3, row.line());
                insert.setString(4, row.rejection());
                insert.setBytes(5, row.raw());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Notes in the ledger how far the load is. */
    void report(Claim claim, Progress.Report report) {
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
    record Totals(long inserted, long updated, long unchanged, long duplicates, long rejected) {
        long read() {
            return inserted + updated + unchanged + duplicates + rejected;
        }
    }

    Totals totals(Claim claim) {
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
