package io.recua.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A feed's table with the columns that the feed names. It may lack a unique index for the key. */
record Target(String name, List<Column> columns, List<Column> key, Optional<Column> timestamp) {

    Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(columnName))
                .findFirst();
    }

    /** Returns the names of the key columns in lower case. */
    Set<String> keyNames() {
        return key.stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** Returns whether the columns {@code load_id} and {@code load_row} record the origin of each row. */
    boolean lineage() {
        return column(Table.LOAD_ID).isPresent() && column(Table.LOAD_ROW).isPresent();
    }
}
