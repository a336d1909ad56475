package io.recua.ingest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The checkpoints and the counts of the lanes, in {@code recua_lane}. */
@Component
public class Checkpoints {

    private final JdbcClient jdbc;

    Checkpoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the checkpoints of a load, in the order of its lanes. */
    public List<Checkpoint> of(Claim claim) {
        return jdbc.sql("select last_record, committed_in_run from recua_lane where load_id = ? order by lane")
                .param(claim.loadId())
                .query(Checkpoint.class)
                .list();
    }

    /**
     * Returns whether a lane has committed up to this checkpoint. A transaction whose COMMIT is still on its way to the server
     * holds the lock on the lane's row, so this method waits for it.
     *
     * @throws ClaimLostException if a newer claim owns the lane: the outcome is then unknown
     */
    public boolean isCommitted(Connection connection, Claim claim, int lane, Checkpoint checkpoint)
            throws SQLException {
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
     * Moves a lane's checkpoint and adds the counts, within the transaction that writes the rows. The checkpoint moves only
     * from the position before these rows, so the counts are added once, in whatever order transactions arrive.
     *
     * @param before the position without these rows
     * @param after the position with them
     * @return false if an earlier transaction committed the same rows; the caller must roll this one back
     * @throws ClaimLostException if a newer claim owns the lane
     */
    public boolean advance(
            Connection connection, Claim claim, int lane, Checkpoint before, Checkpoint after, Counts counts)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update recua_lane set last_record = ?, committed_in_run = ?,"
                        + " inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?,"
                        + " duplicates = duplicates + ?, rejected = rejected + ?"
                        + " where load_id = ? and lane = ? and fence = ? and last_record = ? and committed_in_run = ?")) {
            setLongs(
                    update,
                    after.lastRecord(),
                    after.committedInRun(),
                    counts.inserted(),
                    counts.updated(),
                    counts.unchanged(),
                    counts.duplicates(),
                    counts.rejected(),
                    claim.loadId(),
                    lane,
                    claim.fence(),
                    before.lastRecord(),
                    before.committedInRun());
            if (update.executeUpdate() > 0) {
                return true;
            }
        }
        Checkpoint now = locked(connection, claim, lane);
        if (now.reaches(after)) {
            return false;
        }
        throw new IllegalStateException(
                "lane %d of load %d is at %s in the ledger, not at %s".formatted(lane, claim.loadId(), now, before));
    }

    /** Returns the counts of all committed records of a load. */
    public Counts counts(Claim claim) {
        return jdbc.sql("select coalesce(sum(inserted), 0) inserted, coalesce(sum(updated), 0) updated,"
                        + " coalesce(sum(unchanged), 0) unchanged, coalesce(sum(duplicates), 0) duplicates,"
                        + " coalesce(sum(rejected), 0) rejected from recua_lane where load_id = ?")
                .param(claim.loadId())
                .query(Counts.class)
                .single();
    }

    private static void setLongs(PreparedStatement statement, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
        }
    }
}
