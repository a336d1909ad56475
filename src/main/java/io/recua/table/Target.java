package io.recua.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes a feed's table, with the columns that the feed names. It may lack a unique index for the key. */
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

    /** Returns which of the columns that record the origin of a row the table lacks. */
    List<String> missingOrigin() {
        return Stream.of(Table.LOAD_ID, Table.LOAD_BATCH, Table.LOAD_ROW)
                .filter(column -> column(column).isEmpty())
                .toList();
    }
}
