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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts the stored rows that have the keys of a batch.
 *
 * <p>The unique index of a table without {@code row_key} compares text by the column's collation. Most collations ignore
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
        this.exact = table.hashed() || table.key().stream().allMatch(Column::comparesExactly);
    }

    /** Returns the number of stored rows that the unique index finds for these rows. */
    long found(Connection connection, List<Row> rows) throws SQLException {
        return count(connection, rows, "(" + condition(rows, Column::quoted, column -> "?") + ")", 1);
    }

    /**
     * Checks that the index found no row of another key for rows that were just written.
     *
     * @throws SQLDataException if it did: the caller must roll these rows back
     */
    void refuseOthers(Connection connection, List<Row> rows) throws SQLException {
        if (exact) {
            return;
        }
        String condition = condition(rows, Column::quoted, column -> "?") + " and "
                + condition(
                        rows,
                        column -> "cast(convert(" + column.quoted() + " using utf8mb4) as binary)",
                        column -> "cast(? as binary)");
        if (count(connection, rows, condition, 2) < rows.size()) {
            throw new SQLDataException(
                    "the unique index over the key takes it for the stored row of another key, since the collation of a"
                            + " key column ignores case, accents or trailing blanks; let the command adopt add row_key to"
                            + " table " + table.name() + ", or give the column the collation utf8mb4_0900_bin",
                    "22000");
        }
    }

    /** Text columns of the key are compared as the functions write them, other columns as they are. */
    private String condition(List<Row> rows, Function<Column, String> stored, Function<Column, String> given) {
        if (table.hashed()) {
            return Column.quote(Table.ROW_KEY) + " in " + tuples(rows, "?");
        }
        String columns = table.key().stream()
                .map(column -> column.comparesExactly() ? column.quoted() : stored.apply(column))
                .collect(Collectors.joining(",", "(", ")"));
        String values = table.key().stream()
                .map(column -> column.comparesExactly() ? "?" : given.apply(column))
                .collect(Collectors.joining(",", "(", ")"));
        return columns + " in " + tuples(rows, values);
    }

    private static String tuples(List<Row> rows, String tuple) {
        return "(" + String.join(",", Collections.nCopies(rows.size(), tuple)) + ")";
    }

    private long count(Connection connection, List<Row> rows, String condition, int times) throws SQLException {
        String sql = "select count(*) from " + table.quoted() + " where " + condition;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (int time = 0; time < times; time++) {
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
        if (table.hashed()) {
            select.setBytes(parameter++, row.key().bytes());
            return parameter;
        }
        for (int index : keyIndexes) {
            select.setString(parameter++, row.value(index));
        }
        return parameter;
    }
}
