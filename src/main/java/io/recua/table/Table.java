package io.recua.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Describes the target table of a feed, as read from the database.
 *
 * @param name the name as the database spells it
 * @param columns all columns, in table order
 * @param key the columns of the feed's key, in table order, which is the order of the hash
 * @param timestamp the column that receives the load's {@code loadedAt}, if the feed has one
 * @param hasRecuaColumns whether the table has all of {@link #RECUA_COLUMNS}, which Recua fills, with a unique index on
 *     {@code row_key}; otherwise it has a unique index over exactly the key columns, and Recua fills none of them
 * @param sideEffects why a REPLACE of a row could have side effects, such as triggers; null if it has none
 * @param otherUnique the other unique indexes by name, each with its columns in lower case. If a file fills one of
 *     these columns, a row could collide with a row that has another key
 */
public record Table(
        String name,
        List<Column> columns,
        List<Column> key,
        Optional<Column> timestamp,
        boolean hasRecuaColumns,
        String sideEffects,
        Map<String, List<String>> otherUnique) {

    /** The column that holds the hash of the key. */
    public static final String ROW_KEY = "row_key";

    /** The column for the ledger's number of the load that wrote the row. */
    public static final String LOAD_ID = "load_id";

    /** The column for the number of the row's record in the file, from 1. */
    public static final String LOAD_ROW = "load_row";

    /**
     * The column for the number of the first record in the row's batch. The primary key holds it before the hash, so
     * rows sorted by the hash are inserted in primary key order.
     */
    public static final String LOAD_BATCH = "load_batch";

    /** The columns that Recua fills, in a table that has all of them. */
    public static final List<String> RECUA_COLUMNS = List.of(LOAD_ID, LOAD_BATCH, LOAD_ROW, ROW_KEY);

    /** Returns the columns that a file may fill, by name in lower case. */
    public Map<String, Column> writable() {
        return columns.stream()
                .filter(column -> !column.generated() && !isOwn(column))
                .collect(Collectors.toMap(column -> column.name().toLowerCase(Locale.ROOT), column -> column));
    }

    /** Returns whether Recua fills the column. */
    public boolean isOwn(Column column) {
        return hasRecuaColumns && RECUA_COLUMNS.contains(column.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns whether loads sort the rows by the hash of their key. A table with a key of its own has no hash, and without a
     * key the rows are in order already.
     */
    public boolean isSorted() {
        return hasRecuaColumns && !key.isEmpty();
    }

    /** Returns the AUTO_INCREMENT column. */
    public Optional<Column> autoIncrement() {
        return columns.stream()
                .filter(column -> column.omitted() == Column.Omitted.AUTO_INCREMENT)
                .findFirst();
    }

    /** Returns a text that changes if the accepted values, their stored form or the identity of rows changes. */
    public String shape() {
        return Stream.concat(
                        Stream.of(
                                name,
                                "recua columns " + hasRecuaColumns,
                                "key " + names(key.stream()),
                                "timestamp " + names(timestamp.stream())),
                        columns.stream().map(Column::shape))
                .collect(Collectors.joining("\n"));
    }

    private static String names(Stream<Column> columns) {
        return columns.map(Column::name).collect(Collectors.joining(", "));
    }

    /** Returns the name quoted for SQL. */
    public String quoted() {
        return Column.quote(name);
    }
}
