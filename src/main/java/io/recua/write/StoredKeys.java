package io.recua.write;

import io.recua.row.Row;
import io.recua.table.Column;
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts the stored rows that have the keys of a batch.
 *
 * <p>The unique index of a table without Recua's columns compares text by the column's collation. Most collations ignore
 * case, accents or trailing blanks, so the index may find the row of another key.
 */
final class StoredKeys {

    private final Table table;
    private final int[] keyIndexes;
    private final boolean exact;

    /** @param keyIndexes the positions of the key columns among a row's values */
    StoredKeys(Table table, int[] keyIndexes) {
        this.table = table;
        this.keyIndexes = keyIndexes;
        this.exact = table.hasRecuaColumns() || table.key().stream().allMatch(Column::comparesExactly);
    }

    /** Returns the number of stored rows that the unique index finds for these rows. */
    long found(Connection connection, List<Row> rows) throws SQLException {
        return count(connection, rows, condition(rows, false));
    }

    /**
     * Returns the number of stored rows for rows that were just written.
     *
     * @throws SQLDataException if the index found the row of another key for one of them: the caller must roll these rows
     *     back
     */
    long written(Connection connection, List<Row> rows) throws SQLException {
        if (exact) {
            return found(connection, rows);
        }
        // The first condition lets MySQL use the index.
        long stored = count(connection, rows, condition(rows, false), condition(rows, true));
        if (stored < rows.size()) {
            throw new SQLDataException(
                    "the unique index over the key takes it for the stored row of another key, since the collation of a"
                            + " key column ignores case, accents or trailing blanks; give the column the collation"
                            + " utf8mb4_0900_bin, or drop the index and run the command adopt, which adds row_key to"
                            + " table " + table.name(),
                    "22000");
        }
        return stored;
    }

    /** @param bytes whether to compare text byte for byte, not as the collation does */
    private String condition(List<Row> rows, boolean bytes) {
        if (table.hasRecuaColumns()) {
            return Column.quote(Table.ROW_KEY) + " in " + tuple(Collections.nCopies(rows.size(), "?").stream());
        }
        String columns = tuple(table.key().stream()
                .map(column -> bytes && !column.comparesExactly()
                        ? "cast(convert(" + column.quoted() + " using utf8mb4) as binary)"
                        : column.quoted()));
        String values = tuple(
                table.key().stream().map(column -> bytes && !column.comparesExactly() ? "cast(? as binary)" : "?"));
        return columns + " in " + tuple(Collections.nCopies(rows.size(), values).stream());
    }

    private static String tuple(Stream<String> parts) {
        return parts.collect(Collectors.joining(",", "(", ")"));
    }

    /** Each condition takes the keys of the rows as its parameters. */
    private long count(Connection connection, List<Row> rows, String... conditions) throws SQLException {
        String sql = "select count(*) from " + table.quoted() + " where " + String.join(" and ", conditions);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (int i = 0; i < conditions.length; i++) {
                for (Row row : rows) {
                    parameter = bind(select, parameter, row);
                }
            }
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private int bind(PreparedStatement select, int first, Row row) throws SQLException {
        int parameter = first;
        if (table.hasRecuaColumns()) {
            select.setBytes(parameter++, row.key().bytes());
            return parameter;
        }
        for (int index : keyIndexes) {
            select.setString(parameter++, row.value(index));
        }
        return parameter;
    }
}
