package io.recua.table;

import io.recua.config.FeedProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
                .noneMatch(column -> column.nullable()
                        || column.text()
                        || Set.of("json", "float").contains(column.form()));
        if (indexable) {
            String columns = key.stream().map(Column::quoted).collect(Collectors.joining(", "));
            return "ALTER TABLE " + Column.quote(table) + " ADD UNIQUE KEY `recua_key` (" + columns + ");";
        }
        return "ALTER TABLE " + Column.quote(table) + " ADD COLUMN `row_key` BINARY(16) NULL; UPDATE "
                + Column.quote(table) + " SET `row_key` = " + hash(key) + "; ALTER TABLE " + Column.quote(table)
                + " MODIFY " + ROW_KEY + ", ADD UNIQUE KEY `recua_row_key` (`row_key`);";
    }

    /** Adds the column of the hash, empty. */
    static String addHash(String table, String column) {
        return "ALTER TABLE " + Column.quote(table) + " ADD COLUMN " + Column.quote(column) + " BINARY(16) NULL";
    }

    /** Adds an index by which the rows without a hash are found, and then those with the same one. */
    static String beginAdoption(String table, String column) {
        return "ALTER TABLE " + Column.quote(table) + " ADD KEY " + Column.quote(ADOPTING) + " (" + Column.quote(column)
                + ")";
    }

    /**
     * Puts the column with the new hashes in the place of {@code row_key}, once all rows have a hash of their own.
     *
     * @param indexes the names of the indexes that hold {@code row_key}; the primary key may be among them
     * @param primaryKey its columns
     */
    static String finishNewHash(String table, String column, List<String> indexes, List<String> primaryKey) {
        boolean inPrimaryKey = indexes.contains("PRIMARY");
        return "ALTER TABLE " + Column.quote(table)
                + indexes.stream()
                        .map(index -> index.equals("PRIMARY")
                                ? " DROP PRIMARY KEY,"
                                : " DROP KEY " + Column.quote(index) + ",")
                        .collect(Collectors.joining())
                + " DROP KEY " + Column.quote(ADOPTING) + ", DROP COLUMN `row_key`, CHANGE " + Column.quote(column)
                + " "
                + ROW_KEY
                + (inPrimaryKey
                        ? primaryKey.stream()
                                .map(Column::quote)
                                .collect(Collectors.joining(", ", ", ADD PRIMARY KEY (", ")"))
                        : "")
                + ", ADD UNIQUE KEY `recua_row_key` (`row_key`)";
    }

    /** Puts the unique index in the place of that one, once all rows have a hash of their own. */
    static String finishAdoption(String table) {
        return "ALTER TABLE " + Column.quote(table) + " MODIFY " + ROW_KEY
                + ", ADD UNIQUE KEY `recua_row_key` (`row_key`), DROP KEY " + Column.quote(ADOPTING);
    }

    /** In SQL what {@link RowKey} computes; NULL if the form of a value cannot be computed in SQL. */
    static String hash(List<Column> key) {
        String fields = key.stream()
                .map(column -> "IF(" + column.quoted() + " IS NULL, X'FFFFFFFF', CONCAT(UNHEX(LPAD(HEX(LENGTH("
                        + text(column) + ")), 8, '0')), CAST(" + text(column) + " AS BINARY)))")
                .collect(Collectors.joining(", "));
        return "UNHEX(LEFT(SHA2(CONCAT(" + fields + "), 256), 32))";
    }

    /** A value in the form that {@link Column#fitted} gives it. */
    private static String text(Column column) {
        String name = column.quoted();
        return switch (column.form().replaceFirst("\\(.*", "")) {
            // What is shown has leading zeros in a column with ZEROFILL.
            case "integer", "decimal" -> "CONVERT(" + name + " + 0 USING utf8mb4)";
            case "double" -> column.form().equals("double") ? plain(name, name) : fixed(name);
            case "float" -> column.form().equals("float") ? plain(name, "CONCAT(" + name + ")") : fixed(name);
            default -> "CONVERT(" + name + " USING utf8mb4)";
        };
    }

    /** The decimal that the column shows, by {@link Floats#form}; NULL where that has an exponent. */
    private static String plain(String name, String shown) {
        String decimal = "CAST(" + shown + " AS DECIMAL(65," + Floats.PLAIN_DIGITS + "))";
        return "IF(" + name + " = 0, '0', IF(ABS(" + name + ") < 1e30 AND (" + shown + ") + 0e0 = " + decimal
                + ", CONVERT(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + decimal + ")) USING utf8mb4), NULL))";
    }

    /** A negative zero is shown with its sign. */
    private static String fixed(String name) {
        String shown = "CONVERT(" + name + " USING utf8mb4)";
        return "IF(" + name + " = 0, TRIM(LEADING '-' FROM " + shown + "), " + shown + ")";
    }
}
