package io.recua.table;

import io.recua.config.FeedProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that make a table fit for Recua. */
public final class Ddl {

    /** The type of a timestamp column. */
    public static final String TIMESTAMP = "DATETIME(3)";

    private static final String ROW_KEY = "`row_key` BINARY(16) NOT NULL";

    /** The name of the index that is there while a table is adopted. */
    static final String ADOPTING = "recua_adopting";

    private Ddl() {}

    /**
     * A column to be created.
     *
     * @param type with its length, such as {@code VARCHAR(255)}; NULL is allowed
     */
    public record Definition(String name, String type) {}

    /** A table for the feed with the columns that the configuration names, in one line. */
    static String create(FeedProperties feed) {
        List<Definition> columns = new ArrayList<>();
        feed.key().forEach(column -> columns.add(new Definition(column, "VARCHAR(255)")));
        if (feed.timestampColumn() != null) {
            columns.add(new Definition(feed.timestampColumn(), TIMESTAMP));
        }
        return create(feed.table(), columns, " ");
    }

    /** A table for Recua with these columns, in a line for each. */
    public static String create(String table, List<Definition> columns) {
        return create(table, columns, "\n  ");
    }

    private static String create(String table, List<Definition> columns, String gap) {
        String own = columns.stream()
                .map(column -> Column.quote(column.name()) + " " + column.type() + " NULL," + gap)
                .collect(Collectors.joining());
        return "CREATE TABLE " + Column.quote(table) + " (" + (gap.equals(" ") ? "" : gap)
                + String.join(
                        gap,
                        "`load_id` BIGINT NOT NULL,",
                        "`load_batch` BIGINT NOT NULL,",
                        "`load_row` BIGINT NOT NULL,",
                        ROW_KEY + ",",
                        own + "PRIMARY KEY (`load_id`, `load_batch`, `row_key`),",
                        "UNIQUE KEY `recua_row_key` (`row_key`));");
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

    /** Adds the column of the hash, empty. */
    static String addHash(String table) {
        return "ALTER TABLE " + Column.quote(table) + " ADD COLUMN `row_key` BINARY(16) NULL";
    }

    /** Adds an index by which the rows without a hash are found, and then those with the same one. */
    static String beginAdoption(String table) {
        return "ALTER TABLE " + Column.quote(table) + " ADD KEY " + Column.quote(ADOPTING) + " (`row_key`)";
    }

    /** Puts the unique index in the place of that one, once all rows have a hash of their own. */
    static String finishAdoption(String table) {
        return "ALTER TABLE " + Column.quote(table) + " MODIFY " + ROW_KEY
                + ", ADD UNIQUE KEY `recua_row_key` (`row_key`), DROP KEY " + Column.quote(ADOPTING);
    }

    /** In SQL what {@link RowKey} computes. */
    static String hash(List<Column> key) {
        String fields = key.stream()
                .map(column -> "IF(" + column.quoted() + " IS NULL, X'FFFFFFFF', CONCAT(UNHEX(LPAD(HEX(LENGTH(CONVERT("
                        + column.quoted() + " USING utf8mb4))), 8, '0')), CAST(CONVERT(" + column.quoted()
                        + " USING utf8mb4) AS BINARY)))")
                .collect(Collectors.joining(", "));
        return "UNHEX(LEFT(SHA2(CONCAT(" + fields + "), 256), 32))";
    }
}
