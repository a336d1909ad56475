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
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows by {@code LOAD DATA LOCAL} from memory. MySQL turns invalid values into warnings there, so this class
 * treats any warning as a failure of the statement.
 *
 * <p>Use it only for tables with Recua's columns, and only if the file has every other column: REPLACE deletes the old row, so
 * a column without a new value would lose its old one.
 *
 * <p>With {@code on-duplicate: first} or {@code changed}, reads the stored rows first, and writes only what is new or
 * differs.
 */
final class LoadDataWriter implements RowWriter {

    private static final Logger log = LoggerFactory.getLogger(LoadDataWriter.class);
    private static final int DUPLICATE_ENTRY = 1062;

    private final Header header;
    private final OnDuplicate onDuplicate;
    /** Tells which rows are in the table already; null if each row replaces the one that is. */
    private final StoredValues stored;
    /** Writes the rows that differ from the stored ones; null if the stored ones are kept. */
    private final RowWriter changed;

    private final long loadId;
    private final String sql;

    LoadDataWriter(Header header, OnDuplicate onDuplicate, long loadId) {
        this.header = header;
        this.onDuplicate = onDuplicate;
        this.stored = switch (onDuplicate) {
            case NEWEST -> null;
            case FIRST -> StoredValues.ofKeys(header);
            case CHANGED -> StoredValues.ofFile(header);
        };
        this.changed = onDuplicate == OnDuplicate.CHANGED ? new InsertWriter(header, onDuplicate, loadId) : null;
        this.loadId = loadId;
        this.sql = sql();
    }

    /**
     * Returns the statement. CHARACTER SET binary skips the validation of each character. For a column of another
     * charset, the statement declares the value as UTF-8, so that MySQL converts it.
     */
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
        Table.RECUA_COLUMNS.forEach(column -> targets.add(Column.quote(column)));
        return "load data local infile 'rows' " + (onDuplicate == OnDuplicate.NEWEST ? "replace" : "ignore")
                + " into table " + header.table().quoted() + " character set binary"
                + " fields terminated by '\\t' escaped by '\\\\' lines terminated by '\\n' ("
                + String.join(",", targets) + ")"
                + (conversions.isEmpty() ? "" : " set " + String.join(",", conversions));
    }

    @Override
    public Counts write(Connection connection, List<Row> rows, long run) throws SQLException {
        if (stored == null) {
            long replaced = load(connection, rows, run) - rows.size();
            return Counts.written(rows.size() - replaced, replaced, 0);
        }
        StoredValues.Division division = stored.divide(connection, rows);
        Counts counts = Counts.written(0, 0, division.same());
        if (!division.absent().isEmpty()) {
            counts = counts.plus(Counts.written(load(connection, division.absent(), run), 0, 0));
        }
        // Compares again, in SQL: a value with another spelling is the same.
        return division.other().isEmpty() ? counts : counts.plus(changed.write(connection, division.other(), run));
    }

    /** Runs the statement and returns the affected rows: MySQL counts a new row once and a replaced row twice. */
    private long load(Connection connection, List<Row> rows, long run) throws SQLException {
        RuntimeProperty<Boolean> allowLocalInfile = connection
                .unwrap(JdbcConnection.class)
                .getPropertySet()
                .getBooleanProperty(PropertyKey.allowLoadLocalInfile);
        try (JdbcStatement statement = connection.createStatement().unwrap(JdbcStatement.class)) {
            statement.setLocalInfileInputStream(
                    new RowStream(rows, header.columns().size(), loadId, run));
            allowLocalInfile.setValue(true);
            try {
                long affected = statement.executeLargeUpdate(sql);
                failOnWarning(statement.getWarnings());
                return affected;
            } finally {
                allowLocalInfile.setValue(false);
                detachStream(statement);
            }
        }
    }

    /** Detaches the stream. A lost connection may have closed the statement already, and the stream with it. */
    private static void detachStream(JdbcStatement statement) {
        try {
            statement.setLocalInfileInputStream(null);
        } catch (CJException e) {
            log.debug("The statement was already closed", e);
        }
    }

    /**
     * Fails on any warning. A duplicate means that another session inserted the key after this one read the stored
     * rows; the exception lets the lane write the whole transaction again.
     */
    private static void failOnWarning(SQLWarning warning) throws SQLException {
        if (warning == null) {
            return;
        }
        if (warning.getErrorCode() == DUPLICATE_ENTRY) {
            throw new SQLTransactionRollbackException(warning.getMessage(), "40001", warning.getErrorCode());
        }
        throw new SQLDataException(warning.getMessage(), "22000", warning.getErrorCode());
    }
}
