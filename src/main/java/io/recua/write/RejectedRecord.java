package io.recua.write;

import io.recua.ingest.Claim;
import io.recua.row.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.lang3.StringUtils;

/**
 * A rejected row in the form that the ledger stores. One statement of at most {@code max_allowed_packet} bytes must
 * hold it, and every byte of the record may need an escape, so a long record is cut.
 *
 * @param reason why the row is rejected; says so if the record is cut
 * @param raw the record's bytes, or the first of them
 */
record RejectedRecord(String reason, byte[] raw) {

    private static final int REASON_CHARS = 1000;

    /** Reserved for all of the statement besides the record, such as the reason. */
    private static final int REST_BYTES = 8 << 10;

    /** Writes the rejected rows to the ledger, within the transaction that counts them. The caller commits it. */
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

    /**
     * Returns the stored form of a rejected row.
     *
     * @param maxPacket the server's {@code max_allowed_packet}, in bytes
     */
    static RejectedRecord of(Row row, long maxPacket) {
        String reason = StringUtils.abbreviate(row.rejection(), "…", REASON_CHARS);
        byte[] raw = row.raw();
        int maxBytes = (int) Math.min(Integer.MAX_VALUE, Math.max(0, (maxPacket - REST_BYTES) / 2));
        if (raw.length <= maxBytes) {
            return new RejectedRecord(reason, raw);
        }
        return new RejectedRecord(
                "%s; only the first %d of the record's %d bytes are stored, because of the server's max_allowed_packet"
                        .formatted(reason, maxBytes, raw.length),
                Arrays.copyOf(raw, maxBytes));
    }
}
