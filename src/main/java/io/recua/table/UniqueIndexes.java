package io.recua.table;

import io.recua.config.SettingException;
import io.recua.table.Column.Omitted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The unique indexes of a table, the primary key among them: which of them tells duplicates, and which are in the way. */
final class UniqueIndexes {

    private static final List<List<String>> LINEAGE =
            List.of(List.of(Table.LOAD_ID, Table.LOAD_BATCH, Table.ROW_KEY), List.of(Table.LOAD_ID, Table.LOAD_ROW));

    private final Tables.Target target;
    private final Map<String, List<Part>> indexes = new LinkedHashMap<>();

    /** A column of an index in lower case, null for an expression; whole unless the index holds a prefix of it. */
    private record Part(String column, boolean whole) {}

    private UniqueIndexes(Tables.Target target) {
        this.target = target;
    }

    static UniqueIndexes of(Tables.Target target, JdbcClient jdbc) {
        UniqueIndexes unique = new UniqueIndexes(target);
        jdbc.sql("select index_name, lower(column_name) as column_name, sub_part is null as whole"
                        + " from information_schema.statistics"
                        + " where table_schema = database() and table_name = ? and non_unique = 0"
                        + " order by index_name, seq_in_index")
                .param(target.name())
                .query(row -> {
                    unique.indexes
                            .computeIfAbsent(row.getString("index_name"), index -> new ArrayList<>())
                            .add(new Part(row.getString("column_name"), row.getBoolean("whole")));
                });
        return unique;
    }

    /** Whether the column of the hash is there, with its index. */
    boolean isHashed() {
        return target.columns().stream().anyMatch(UniqueIndexes::holdsKey)
                && indexes.values().stream().anyMatch(UniqueIndexes::isHash);
    }

    /** Whether an index of the table's own is over exactly the columns of the key, and compares them by their values. */
    boolean hasOwn() {
        return target.key().stream().noneMatch(column -> column.form().equals("float"))
                && indexes.values().stream().anyMatch(this::isOwn);
    }

    private boolean isOwn(List<Part> index) {
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
     * The indexes that a row could collide with, if the file fills one of these columns of them.
     *
     * @throws SettingException if rows could collide with one whatever the file fills
     */
    Map<String, List<String>> others(String feedName) {
        Map<String, List<String>> others = new TreeMap<>();
        boolean hashed = isHashed();
        indexes.forEach((name, index) -> {
            if (hashed ? !isHash(index) && !isLineage(index) : !isOwn(index) && !isLineage(index)) {
                others.put(name, columnsToLeaveOut(name, index, feedName));
            }
        });
        return others;
    }

    private boolean isLineage(List<Part> index) {
        return target.lineage() && wholeColumns(index).filter(LINEAGE::contains).isPresent();
    }

    /** NULLs do not collide, nor do the numbers that an AUTO_INCREMENT column gives. */
    private List<String> columnsToLeaveOut(String name, List<Part> index, String feedName) {
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
                            + " beside that of the feed's key, by which a row could replace one of another key; drop it"
                            + " (ALTER TABLE " + Column.quote(target.name()) + " "
                            + (name.equals("PRIMARY") ? "DROP PRIMARY KEY" : "DROP INDEX " + Column.quote(name))
                            + ";), or make it an index that is not unique. It may stay if it is over whole columns that"
                            + " allow NULL, have no default, and are not filled by the file");
        }
        return columns.orElseThrow();
    }

    /** The columns of the index; empty if it is over an expression or a part of a column. */
    private static Optional<List<String>> wholeColumns(List<Part> index) {
        boolean whole = index.stream().allMatch(part -> part.whole() && part.column() != null);
        return whole ? Optional.of(index.stream().map(Part::column).toList()) : Optional.empty();
    }
}
