package io.recua.write;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.RuntimeProperty;
import com.mysql.cj.exceptions.CJException;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.JdbcStatement;
import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.ingest.Counts;
import io.recua.row.Header;
import io.recua.row.Row;
import io.recua.table.Column;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows by {@code LOAD DATA LOCAL}, fed from memory. MySQL turns bad values into warnings there, so any warning refuses the rows.
 *
 * <p>Only for tables with the hash of the key and the lineage, every column of which is written: REPLACE deletes the row
 * that it replaces.
 */
final class LoadDataWriter implements RowWriter {

    private static final Logger log = LoggerFactory.getLogger(LoadDataWriter.class);
    private static final int DUPLICATE_ENTRY = 1062;

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
    public Counts write(Connection connection, List<Row> rows, long run) throws SQLException {
        List<Row> wanted = rows;
        if (onDuplicate == OnDuplicate.FIRST) {
            Set<RowKey> existing = existingKeys.of(connection, rows);
            wanted = rows.stream().filter(row -> !existing.contains(row.key())).toList();
        }
        List<Long> origin = header.table().batched() ? List.of(loadId, run) : List.of(loadId);
        long replaced = wanted.isEmpty() ? 0 : load(connection, wanted, origin) - wanted.size();
        return Counts.written(wanted.size() - replaced, replaced, rows.size() - wanted.size());
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
                forgetStream(statement);
            }
        }
    }

    /** A connection that was lost closes its statements whenever it notices, and the stream is gone with them. */
    private static void forgetStream(JdbcStatement statement) {
        try {
            statement.setLocalInfileInputStream(null);
        } catch (CJException e) {
            log.debug("The statement was closed before", e);
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
