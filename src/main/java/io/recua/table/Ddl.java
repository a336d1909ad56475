package io.recua.table;

import io.recua.config.FeedProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the SQL statements that create, index and adopt target tables. */
public final class Ddl {

    /** The type for the timestamp column of a new table. */
    public static final String TIMESTAMP = "DATETIME(3)";

    private static final String ROW_KEY = "`row_key` BINARY(16) NOT NULL";

    /** The name of the temporary index that exists during an adoption. */
    static final String ADOPTING = "recua_adopting";

    private Ddl() {}

    /**
     * A column of a table to create.
     *
     * @param type the data type with its length, such as {@code VARCHAR(255)}; NULL is allowed
     */
    public record Definition(String name, String type) {}

    /** Returns a one-line CREATE TABLE with the columns that the feed's settings name. */
    static String create(FeedProperties feed) {
        List<Definition> columns = new ArrayList<>();
        feed.key().forEach(column -> columns.add(new Definition(column, "VARCHAR(255)")));
        if (feed.timestampColumn() != null) {
            columns.add(new Definition(feed.timestampColumn(), TIMESTAMP));
        }
        return create(feed.table(), columns, " ");
    }

    /** Returns a CREATE TABLE with these columns and Recua's own, one column per line. */
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
     * Returns the statements that add a unique index for the key. An index on the key columns themselves is used if it
     * compares keys exactly. Nullable columns (NULLs differ from each other), text (compared by collation), JSON and
     * FLOAT columns do not: then the statements add Recua's columns, compute the hash of all rows and index it.
     */
    static String addUniqueIndex(Target target) {
        String table = target.name();
        List<Column> key = target.key();
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
                + " MODIFY " + ROW_KEY + ", " + addColumns(target) + "ADD UNIQUE KEY `recua_row_key` (`row_key`);";
    }

    /** Returns the statement that adds the columns for the origin of a row that the table lacks. */
    static String addOrigin(Target target) {
        String columns = addColumns(target);
        return "ALTER TABLE " + Column.quote(target.name()) + " " + columns.substring(0, columns.length() - 2);
    }

    /** Returns the clauses that add the missing columns for the origin of a row. Existing rows get 0. */
    private static String addColumns(Target target) {
        return target.missingOrigin().stream()
                .map(column -> "ADD COLUMN " + Column.quote(column) + " BIGINT NOT NULL DEFAULT 0, ")
                .collect(Collectors.joining());
    }

    /** Returns the statement that adds the column for the hash, with NULL in all rows. */
    static String addHash(String table, String column) {
        return "ALTER TABLE " + Column.quote(table) + " ADD COLUMN " + Column.quote(column) + " BINARY(16) NULL";
    }

    /** Returns the statement that adds an index to find rows without a hash, and later rows with equal hashes. */
    static String beginAdoption(String table, String column) {
        return "ALTER TABLE " + Column.quote(table) + " ADD KEY " + Column.quote(ADOPTING) + " (" + Column.quote(column)
                + ")";
    }

    /**
     * Returns the statement that replaces {@code row_key} by the column with the new hashes, and adds the columns for
     * the origin of a row that the table lacks. Each row must have a hash that no other row has.
     *
     * @param column the column with the new hashes
     * @param indexes the names of the indexes that contain {@code row_key}; may include the primary key
     * @param primaryKey the columns of the primary key
     */
    static String finishNewHash(Target target, String column, List<String> indexes, List<String> primaryKey) {
        boolean inPrimaryKey = indexes.contains("PRIMARY");
        return "ALTER TABLE " + Column.quote(target.name())
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
                + ", " + addColumns(target) + "ADD UNIQUE KEY `recua_row_key` (`row_key`)";
    }

    /**
     * Returns the statement that replaces the temporary index by the unique one, and adds the columns for the origin of
     * a row that the table lacks. Each row must have a unique hash.
     */
    static String finishAdoption(Target target) {
        return "ALTER TABLE " + Column.quote(target.name()) + " MODIFY " + ROW_KEY + ", " + addColumns(target)
                + "ADD UNIQUE KEY `recua_row_key` (`row_key`), DROP KEY " + Column.quote(ADOPTING);
    }

    /** Returns the SQL expression for what {@link RowKey} computes. It is NULL if SQL cannot compute a value's form. */
    static String hash(List<Column> key) {
        String fields = key.stream()
                .map(column -> "IF(" + column.quoted() + " IS NULL, X'FFFFFFFF', CONCAT(UNHEX(LPAD(HEX(LENGTH("
                        + text(column) + ")), 8, '0')), CAST(" + text(column) + " AS BINARY)))")
                .collect(Collectors.joining(", "));
        return "UNHEX(LEFT(SHA2(CONCAT(" + fields + "), 256), 32))";
    }

    /** Returns the SQL expression for a value in the form of {@link Column#converted}. */
    private static String text(Column column) {
        String name = column.quoted();
        return switch (column.form().replaceFirst("\\(.*", "")) {
            // Adding 0 removes the leading zeros of a ZEROFILL column.
            case "integer", "decimal" -> "CONVERT(" + name + " + 0 USING utf8mb4)";
            case "double" -> column.form().equals("double") ? plain(name, name) : fixed(name);
            case "float" -> column.form().equals("float") ? plain(name, "CONCAT(" + name + ")") : fixed(name);
            default -> "CONVERT(" + name + " USING utf8mb4)";
        };
    }

    /** Returns the expression for the form of {@link Floats#form}. It is NULL if that form has an exponent. */
    private static String plain(String name, String shown) {
        String decimal = "CAST(" + shown + " AS DECIMAL(65," + Floats.PLAIN_DIGITS + "))";
        return "IF(" + name + " = 0, '0', IF(ABS(" + name + ") < 1e30 AND (" + shown + ") + 0e0 = " + decimal
                + ", CONVERT(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + decimal + ")) USING utf8mb4), NULL))";
    }

    /** Removes the sign of a negative zero, which MySQL displays. */
    private static String fixed(String name) {
        String shown = "CONVERT(" + name + " USING utf8mb4)";
        return "IF(" + name + " = 0, TRIM(LEADING '-' FROM " + shown + "), " + shown + ")";
    }
}
