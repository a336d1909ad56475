package io.recua.write;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.database.SqlErrors;
import io.recua.ingest.Counts;
import io.recua.row.Header;
import io.recua.row.Row;
import io.recua.table.Column;
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes rows by multi-row INSERT with ON DUPLICATE KEY UPDATE.
 *
 * <p>MySQL counts an inserted row once and an updated row twice, and an unchanged row not at all. With the number of
 * keys that are in the table before and after the statement, the counts are exact.
 *
 * <p>The lanes of a load share one writer. The only field that changes is {@code maxPacket}; each lane reads the same
 * value from the server.
 */
final class InsertWriter implements RowWriter {

    private static final int STATEMENT_ROWS = 1000;
    private static final int BYTES_PER_CHAR = 3;

    private final Header header;
    private final Table table;
    private final long loadId;
    private final StoredKeys keys;
    private final List<String> columns = new ArrayList<>();
    private final String onDuplicateUpdate;
    private final String lastNumberQuery;
    private long maxPacket;

    InsertWriter(Header header, OnDuplicate onDuplicate, long loadId) {
        this.header = header;
        this.table = header.table();
        this.loadId = loadId;
        this.keys = new StoredKeys(table, header.keyIndexes());
        this.lastNumberQuery = table.autoIncrement()
                .filter(column -> !header.columns().contains(column))
                .map(column ->
                        "select 1 from " + table.quoted() + " where " + column.quoted() + " = " + column.maxValue())
                .orElse(null);
        header.columns().forEach(column -> columns.add(column.quoted()));
        if (table.hasRecuaColumns()) {
            Table.RECUA_COLUMNS.forEach(column -> columns.add(Column.quote(column)));
        }
        this.onDuplicateUpdate = onDuplicateUpdate(onDuplicate);
    }

    @Override
    public Counts write(Connection connection, List<Row> rows, long run) throws SQLException {
        Counts counts = Counts.NONE;
        int from = 0;
        while (from < rows.size()) {
            int to = chunkEnd(connection, rows, from);
            counts = counts.plus(insert(connection, List.copyOf(rows.subList(from, to)), run));
            from = to;
        }
        return counts;
    }

    /**
     * Returns the end of the rows that fit one statement and the server's {@code max_allowed_packet}; at least one row.
     */
    private int chunkEnd(Connection connection, List<Row> rows, int from) throws SQLException {
        if (maxPacket == 0) {
            maxPacket = maxAllowedPacket(connection);
        }
        long bytes = 0;
        int to = from;
        while (to < rows.size() && to - from < STATEMENT_ROWS) {
            bytes += (long) BYTES_PER_CHAR * rows.get(to).record().rawLength() + 100L * columns.size();
            if (to > from && bytes > maxPacket) {
                break;
            }
            to++;
        }
        return to;
    }

    /** Returns the server's {@code max_allowed_packet}, in bytes. */
    static long maxAllowedPacket(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select @@max_allowed_packet");
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private Counts insert(Connection connection, List<Row> rows, long run) throws SQLException {
        long before = keys.found(connection, rows);
        long affected;
        try (PreparedStatement insert = connection.prepareStatement(sql(rows.size()))) {
            int parameter = 1;
            for (Row row : rows) {
                for (int i = 0; i < header.columns().size(); i++) {
                    insert.setString(parameter++, row.value(i));
                }
                if (table.hasRecuaColumns()) {
                    insert.setLong(parameter++, loadId);
                    insert.setLong(parameter++, run);
                    insert.setLong(parameter++, row.number());
                    insert.setBytes(parameter++, row.key().bytes());
                }
            }
            affected = insert.executeLargeUpdate();
        }
        requireNumbersLeft(connection);
        long after = table.hasRecuaColumns() ? rows.size() : keys.written(connection, rows);
        long inserted = after - before;
        long updated = (affected - inserted) / 2;
        return Counts.written(inserted, updated, rows.size() - inserted - updated);
    }

    /**
     * Fails if an AUTO_INCREMENT column is at its highest number. MySQL assigns that number again to the next row, and
     * would then update the row that has it, although its key is another one.
     */
    private void requireNumbersLeft(Connection connection) throws SQLException {
        if (lastNumberQuery == null) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(lastNumberQuery);
                ResultSet result = select.executeQuery()) {
            if (result.next()) {
                throw new SQLException(
                        "the AUTO_INCREMENT column of table " + table.name() + " is at its highest number",
                        "HY000",
                        SqlErrors.AUTO_INCREMENT_EXHAUSTED);
            }
        }
    }

    private String sql(int rows) {
        String row = "(" + String.join(",", Collections.nCopies(columns.size(), "?")) + ")";
        return "insert into " + table.quoted() + " (" + String.join(",", columns) + ") values "
                + String.join(",", Collections.nCopies(rows, row)) + " on duplicate key update " + onDuplicateUpdate;
    }

    /** The key columns keep their values, so that a row that the index took for this one can be told from it. */
    private String onDuplicateUpdate(OnDuplicate onDuplicate) {
        Set<String> key = table.hasRecuaColumns()
                ? Set.of(Column.quote(Table.ROW_KEY))
                : table.key().stream().map(Column::quoted).collect(Collectors.toSet());
        List<String> replaced =
                columns.stream().filter(column -> !key.contains(column)).toList();
        if (onDuplicate == OnDuplicate.FIRST || replaced.isEmpty()) {
            String any = key.iterator().next();
            return any + "=" + table.quoted() + "." + any;
        }
        return onDuplicate == OnDuplicate.CHANGED
                ? new ChangedRows(header).assignments(replaced)
                : replaced.stream()
                        .map(column -> column + "=values(" + column + ")")
                        .collect(Collectors.joining(","));
    }
}
