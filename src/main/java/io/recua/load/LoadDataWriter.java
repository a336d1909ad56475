package io.recua.load;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.RuntimeProperty;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.JdbcStatement;
import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.table.Column;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Writes rows by {@code LOAD DATA LOCAL}, fed from memory, sorted by the hash of the key so that its index is walked in
 * order. MySQL turns bad values into warnings there, so any warning refuses the rows.
 *
 * <p>Only for tables with the hash of the key and the lineage, every column of which is written: REPLACE deletes the row
 * that it replaces.
 */
final class LoadDataWriter implements RowWriter {

    private static final int DUPLICATE_ENTRY = 1062;
    private static final Comparator<Row> BY_KEY = Comparator.comparing(Row::key);

    private final Header header;
    private final OnDuplicate onDuplicate;
    private final ExistingKeys existingKeys;
    private final long loadId;
    private final String sql;

    LoadDataWriter(Header header, OnDuplicate onDuplicate, long loadId) {
        this.header = header;
        this.onDuplicate = onDuplicate;
        this.existingKeys = new ExistingKeys(header.table());
        this.loadId = loadId;
        this.sql = sql();
    }

    /** The fields come as binary, which spares MySQL a look at each character; other charsets are told of UTF-8. */
    private String sql() {
        List<String> targets = new ArrayList<>();
        List<String> conversions = new ArrayList<>();
        for (Column column : header.columns()) {
            String variable = "@c" + targets.size();
            targets.add(column.utf8() ? column.quoted() : variable);
            if (!column.utf8()) {
                conversions.add(column.quoted() + "=convert(" + variable + " using utf8mb4)");
            }
        }
        targets.add(Column.quote(Table.LOAD_ID));
        if (header.table().batched()) {
            targets.add(Column.quote(Table.LOAD_BATCH));
        }
        targets.add(Column.quote(Table.LOAD_ROW));
        targets.add(Column.quote(Table.ROW_KEY));
        return "load data local infile 'rows' " + (onDuplicate == OnDuplicate.NEWEST ? "replace" : "ignore")
                + " into table " + header.table().quoted() + " character set binary"
                + " fields terminated by '\\t' escaped by '\\\\' lines terminated by '\\n' ("
                + String.join(",", targets) + ")"
                + (conversions.isEmpty() ? "" : " set " + String.join(",", conversions));
    }

    @Override
    public Counts write(Connection connection, List<Row> rows) throws SQLException {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(BY_KEY);
        if (onDuplicate == OnDuplicate.FIRST) {
            Set<RowKey> existing = existingKeys.of(connection, rows);
            sorted.removeIf(row -> existing.contains(row.key()));
        }
        long replaced = sorted.isEmpty() ? 0 : load(connection, sorted, origin(rows)) - sorted.size();
        return new Counts(sorted.size() - replaced, replaced, rows.size() - sorted.size());
    }

    /** The load, and where the table takes it the batch. */
    private List<Long> origin(List<Row> rows) {
        return header.table().batched() ? List.of(loadId, rows.get(0).number()) : List.of(loadId);
    }

    /** The affected rows: MySQL counts a new row once and a replaced one twice. */
    private long load(Connection connection, List<Row> rows, List<Long> origin) throws SQLException {
        RuntimeProperty<Boolean> allowed = connection
                .unwrap(JdbcConnection.class)
                .getPropertySet()
                .getBooleanProperty(PropertyKey.allowLoadLocalInfile);
        try (JdbcStatement statement = connection.createStatement().unwrap(JdbcStatement.class)) {
            statement.setLocalInfileInputStream(
                    new RowStream(rows, header.columns().size(), origin));
            allowed.setValue(true);
            try {
                long affected = statement.executeLargeUpdate(sql);
                refuseWarning(statement.getWarnings());
                return affected;
            } finally {
                allowed.setValue(false);
                // A connection that was lost has closed it, and would answer with an exception of its own.
                if (!statement.isClosed()) {
                    statement.setLocalInfileInputStream(null);
                }
            }
        }
    }

    /** A duplicate can only come from outside, since the last look at the keys; the whole transaction looks again. */
    private static void refuseWarning(SQLWarning warning) throws SQLException {
        if (warning == null) {
            return;
        }
        if (warning.getErrorCode() == DUPLICATE_ENTRY) {
            throw new SQLTransactionRollbackException(warning.getMessage(), "40001", warning.getErrorCode());
        }
        throw new SQLDataException(warning.getMessage(), "22000", warning.getErrorCode());
    }
}
