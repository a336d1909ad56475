package io.recua.table;

import io.recua.config.SettingException;
import io.recua.table.Column.Omitted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the unique indexes of a table, with the primary key, and checks which ones identify duplicates or prevent
 * loads.
 */
final class UniqueIndexes {

    /** The indexes by the origin of a row: no two rows have the same. */
    private static final List<List<String>> ORIGIN =
            List.of(List.of(Table.LOAD_ID, Table.LOAD_BATCH, Table.ROW_KEY), List.of(Table.LOAD_ID, Table.LOAD_ROW));

    private final Target target;
    private final Map<String, List<Part>> indexes;

    /**
     * A part of an index.
     *
     * @param column the name of the column in lower case; null for an expression
     * @param whole false if the index covers only a prefix of the column
     */
    record Part(String column, boolean whole) {}

    private UniqueIndexes(Target target, Map<String, List<Part>> indexes) {
        this.target = target;
        this.indexes = indexes;
    }

    static UniqueIndexes of(Target target, JdbcClient jdbc) {
        return of(target, read(List.of(target.name()), jdbc));
    }

    /** @param indexes what {@link #read} returned for some tables */
    static UniqueIndexes of(Target target, Map<String, Map<String, List<Part>>> indexes) {
        return new UniqueIndexes(target, indexes.getOrDefault(target.name(), Map.of()));
    }

    /** Returns the parts of the unique indexes of each table, by the names of table and index. */
    static Map<String, Map<String, List<Part>>> read(Collection<String> tables, JdbcClient jdbc) {
        Map<String, Map<String, List<Part>>> indexes = new HashMap<>();
        jdbc.sql("select table_name, index_name, lower(column_name) as column_name, sub_part is null as whole"
                        + " from information_schema.statistics"
                        + " where table_schema = database() and table_name in (:tables) and non_unique = 0"
                        + " order by index_name, seq_in_index")
                .param("tables", tables)
                .query(row -> {
                    indexes.computeIfAbsent(row.getString("table_name"), table -> new LinkedHashMap<>())
                            .computeIfAbsent(row.getString("index_name"), index -> new ArrayList<>())
                            .add(new Part(row.getString("column_name"), row.getBoolean("whole")));
                });
        return indexes;
    }

    /** Returns whether the table has all of Recua's columns, and the unique index on {@code row_key}. */
    boolean hasRecuaColumns() {
        return hasHashIndex() && target.missingOrigin().isEmpty();
    }

    /** Returns whether the table has the column {@code row_key} and its unique index. It may lack the other columns. */
    boolean hasHashIndex() {
        return target.columns().stream().anyMatch(UniqueIndexes::holdsKey)
                && indexes.values().stream().anyMatch(UniqueIndexes::isHash);
    }

    /**
     * Returns whether an index covers exactly the key columns and compares them by value, which FLOAT does not allow.
     */
    boolean hasKeyIndex() {
        return target.key().stream().noneMatch(column -> column.form().equals("float"))
                && indexes.values().stream().anyMatch(this::isKeyIndex);
    }

    private boolean isKeyIndex(List<Part> index) {
        return wholeColumns(index)
                .filter(columns -> target.keyNames().equals(new HashSet<>(columns)))
                .isPresent();
    }

    private static boolean isHash(List<Part> index) {
        return wholeColumns(index).filter(List.of(Table.ROW_KEY)::equals).isPresent();
    }

    private static boolean holdsKey(Column column) {
        return column.name().equalsIgnoreCase(Table.ROW_KEY) && column.type().equalsIgnoreCase("binary(16)");
    }

    /**
     * Returns the other unique indexes, each with the columns that a file must not fill. If a file fills one, a row
     * could collide with a row that has another key.
     *
     * @throws SettingException if rows could collide in an index whichever columns the file fills
     */
    Map<String, List<String>> others(String feedName) {
        Map<String, List<String>> others = new TreeMap<>();
        Predicate<List<Part>> expected =
                hasRecuaColumns() ? index -> isHash(index) || isOrigin(index) : this::isKeyIndex;
        indexes.forEach((name, index) -> {
            if (!expected.test(index)) {
                others.put(name, columnsToOmit(name, index, feedName));
            }
        });
        return others;
    }

    private static boolean isOrigin(List<Part> index) {
        return wholeColumns(index).filter(ORIGIN::contains).isPresent();
    }

    /**
     * Returns the columns to omit. NULLs do not collide in a unique index; generated AUTO_INCREMENT numbers do not
     * either.
     */
    private List<String> columnsToOmit(String name, List<Part> index, String feedName) {
        Optional<List<String>> columns = wholeColumns(index);
        Set<Omitted> omitted = columns.stream()
                .flatMap(List::stream)
                .map(column -> target.column(column).orElseThrow().omitted())
                .collect(Collectors.toSet());
        if (omitted.contains(Omitted.AUTO_INCREMENT)) {
            return columns.orElseThrow().stream()
                    .filter(column -> target.column(column).orElseThrow().omitted() == Omitted.AUTO_INCREMENT)
                    .toList();
        }
        if (!omitted.equals(Set.of(Omitted.NULL))) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".table",
                    "table " + target.name() + " has the unique index " + name
                            + " in addition to that of the feed's key, so a row could replace a row with another key;"
                            + " drop it (ALTER TABLE " + Column.quote(target.name()) + " "
                            + (name.equals("PRIMARY") ? "DROP PRIMARY KEY" : "DROP INDEX " + Column.quote(name))
                            + ";), or make it a non-unique index. It may stay if it covers whole columns that allow"
                            + " NULL, have no default and are not filled by the file");
        }
        return columns.orElseThrow();
    }

    /** Returns the columns of the index; empty if it covers an expression or a prefix of a column. */
    private static Optional<List<String>> wholeColumns(List<Part> index) {
        boolean whole = index.stream().allMatch(part -> part.whole() && part.column() != null);
        return whole ? Optional.of(index.stream().map(Part::column).toList()) : Optional.empty();
    }
}
