package io.recua.table;

import io.recua.config.FeedProperties;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that a start which was stopped for the table's sake tells the user to run. */
final class Ddl {

    private static final String ROW_KEY = "`row_key` BINARY(16) NOT NULL";

    private Ddl() {}

    /** A table for the feed with the columns that the configuration names. */
    static String create(FeedProperties feed) {
        String key = feed.key().stream()
                .map(column -> Column.quote(column) + " VARCHAR(255) NULL, ")
                .collect(Collectors.joining());
        String timestamp =
                feed.timestampColumn() == null ? "" : Column.quote(feed.timestampColumn()) + " DATETIME(3) NULL, ";
        return "CREATE TABLE " + Column.quote(feed.table())
                + " (`load_id` BIGINT NOT NULL, `load_batch` BIGINT NOT NULL, `load_row` BIGINT NOT NULL, "
                + ROW_KEY + ", " + key + timestamp
                + "PRIMARY KEY (`load_id`, `load_batch`, `row_key`), UNIQUE KEY `recua_row_key` (`row_key`));";
    }

    /**
     * The key's own index where it can hold the key exactly, which it cannot where NULLs differ from each other or a
     * collation decides what is equal; else the column of the
     * hash, computed for all rows.
     */
    static String addUniqueIndex(String table, List<Column> key) {
        boolean indexable = key.stream()
                .noneMatch(column ->
                        column.nullable() || column.text() || column.type().equals("json"));
        if (indexable) {
            String columns = key.stream().map(Column::quoted).collect(Collectors.joining(", "));
            return "ALTER TABLE " + Column.quote(table) + " ADD UNIQUE KEY `recua_key` (" + columns + ");";
        }
        return "ALTER TABLE " + Column.quote(table) + " ADD COLUMN `row_key` BINARY(16) NULL; UPDATE "
                + Column.quote(table) + " SET `row_key` = " + hash(key) + "; ALTER TABLE " + Column.quote(table)
                + " MODIFY " + ROW_KEY + ", ADD UNIQUE KEY `recua_row_key` (`row_key`);";
    }

    /** In SQL what {@link RowKey} computes. */
    private static String hash(List<Column> key) {
        String fields = key.stream()
                .map(column -> "IF(" + column.quoted() + " IS NULL, X'FFFFFFFF', CONCAT(UNHEX(LPAD(HEX(LENGTH(CONVERT("
                        + column.quoted() + " USING utf8mb4))), 8, '0')), CAST(CONVERT(" + column.quoted()
                        + " USING utf8mb4) AS BINARY)))")
                .collect(Collectors.joining(", "));
        return "UNHEX(LEFT(SHA2(CONCAT(" + fields + "), 256), 32))";
    }
}
