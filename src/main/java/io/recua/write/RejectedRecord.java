package io.recua.write;

import io.recua.ingest.Claim;
import io.recua.row.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * A rejected row as the ledger takes it: one statement of at most {@code max_allowed_packet} bytes must hold it, in which
 * every byte may need an escape.
 */
record RejectedRecord(String reason, byte[] raw) {

    private static final int REASON_CHARS = 1000;

    /** What the statement has besides the record, and what a rejected row has besides its reason. */
    private static final int REST_BYTES = 8 << 10;

    /** Writes the rejected rows to the ledger, within the transaction that counts them. */
    static void insert(Connection connection, Claim claim, List<Row> rejected) throws SQLException {
        if (rejected.isEmpty()) {
            return;
        }
        long maxPacket = InsertWriter.maxAllowedPacket(connection);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into recua_rejected (load_id, record, line, reason, raw) values (?, ?, ?, ?, ?)")) {
            for (Row row : rejected) {
                RejectedRecord record = RejectedRecord.of(row, maxPacket);
                insert.setLong(1, claim.loadId());
                insert.setLong(2, row.number());
                insert.setLong(3, row.line());
                insert.setString(4, record.reason());
                insert.setBytes(5, record.raw());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** @param maxPacket the server's {@code max_allowed_packet} */
    static RejectedRecord of(Row row, long maxPacket) {
        String reason = row.rejection();
        if (reason.length() > REASON_CHARS) {
            reason = reason.substring(0, REASON_CHARS) + "…";
        }
        byte[] raw = row.raw();
        int room = (int) Math.min(Integer.MAX_VALUE, Math.max(0, (maxPacket - REST_BYTES) / 2));
        if (raw.length <= room) {
            return new RejectedRecord(reason, raw);
        }
        return new RejectedRecord(
                "%s; here are the first %d of the record's %d bytes, which max_allowed_packet of the server has room for"
                        .formatted(reason, room, raw.length),
                Arrays.copyOf(raw, room));
    }
}
