package io.recua.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A feed's target table as the database describes it.
 *
 * @param name the name in the database's own spelling
 * @param columns all columns, in the order of the table
 * @param key the columns of the feed's key, in the order of the table, in which they are hashed
 * @param timestamp the column that takes the load's instant, if the feed has one
 * @param hashed whether the column {@code row_key} with its unique index holds the hash of the key; otherwise the
 *     table's own unique index is over exactly the key columns
 * @param lineage whether the columns {@code load_id} and {@code load_row} say where a row came from
 * @param batched whether the column {@code load_batch} does so too
 * @param entanglement why a REPLACE of a row could do more than replace it, such as triggers; null if it cannot
 * @param otherUnique by the name of a unique index, the columns in lower case by which a row could collide with one of
 *     another key if a file fills one of them
 */
public record Table(
        String name,
        List<Column> columns,
        List<Column> key,
        Optional<Column> timestamp,
        boolean hashed,
        boolean lineage,
        boolean batched,
        String entanglement,
        Map<String, List<String>> otherUnique) {

    /** The column that holds the hash of the key. */
    public static final String ROW_KEY = "row_key";

    /** The ledger's number of the load that a row came from. */
    public static final String LOAD_ID = "load_id";

    /** The number of the record, from 1, that a row came from. */
    public static final String LOAD_ROW = "load_row";

    /**
     * The number of the first record that was written together with a row; before the hash in the primary key, it lets
     * rows that are sorted by the hash reach the table in its own order.
     */
    public static final String LOAD_BATCH = "load_batch";

    /** The columns by their names in lower case, without those that Recua or the database fills. */
    public Map<String, Column> writable() {
        return columns.stream()
                .filter(column -> !column.generated() && !isOwn(column))
                .collect(Collectors.toMap(column -> column.name().toLowerCase(Locale.ROOT), column -> column));
    }

    /** Whether Recua itself fills the column: the hash of the key and the lineage. */
    public boolean isOwn(Column column) {
        return hashed && column.name().equalsIgnoreCase(ROW_KEY)
                || lineage
                        && (column.name().equalsIgnoreCase(LOAD_ID)
                                || column.name().equalsIgnoreCase(LOAD_ROW))
                || batched && column.name().equalsIgnoreCase(LOAD_BATCH);
    }

    /** The column to which the database gives numbers of its own. */
    public Optional<Column> autoIncrement() {
        return columns.stream()
                .filter(column -> column.omitted() == Column.Omitted.AUTO_INCREMENT)
                .findFirst();
    }

    /** A text that changes whenever the table would take other rows, in another form, or tell them apart otherwise. */
    public String shape() {
        return Stream.concat(
                        Stream.of(
                                name,
                                "hashed=" + hashed + " lineage=" + lineage + " batched=" + batched,
                                "key " + names(key.stream()),
                                "timestamp " + names(timestamp.stream())),
                        columns.stream().map(Column::shape))
                .collect(Collectors.joining("\n"));
    }

    private static String names(Stream<Column> columns) {
        return columns.map(Column::name).collect(Collectors.joining(", "));
    }

    /** The name quoted for SQL. */
    public String quoted() {
        return Column.quote(name);
    }
}
