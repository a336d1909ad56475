package io.recua.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A feed's target table as the database describes it.
 *
 * @param name the name in the database's own spelling
 * @param columns all columns, in the order of the table
 * @param key the columns of the feed's key, in the order of the configuration
 * @param timestamp the column that takes the load's instant, if the feed has one
 * @param hashed whether the column {@code row_key} with its unique index holds the hash of the key; otherwise the
 *     table's own unique index is over exactly the key columns
 * @param lineage whether the columns {@code load_id} and {@code load_row} say where a row came from
 * @param batched whether the column {@code load_batch} does so too
 * @param entangled whether triggers fire on the table or foreign keys lead to or from it
 * @param otherUnique the unique indexes, by name with their columns, that a row of another key could collide with
 */
public record Table(
        String name,
        List<Column> columns,
        List<Column> key,
        Optional<Column> timestamp,
        boolean hashed,
        boolean lineage,
        boolean batched,
        boolean entangled,
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

    /** A text that changes whenever the table would take other rows, in another form, or tell them apart otherwise. */
    public String shape() {
        return name
                + columns.stream()
                        .map(column ->
                                column.name() + " " + column.type() + " " + column.nullable() + column.generated())
                        .toList()
                + hashed
                + lineage
                + batched
                + key.stream().map(Column::name).toList();
    }

    /** The name quoted for SQL. */
    public String quoted() {
        return Column.quote(name);
    }
}
