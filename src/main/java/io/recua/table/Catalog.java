package io.recua.table;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the database says of some tables at one moment. It is read by one query of each kind for all of them: with a thousand
 * feeds, a query for each table would take most of the start.
 */
final class Catalog {

    private final String schema;
    private final boolean caseSensitive;
    private final List<FoundTable> tables;
    private final Map<String, List<Column>> columns;
    private final Map<String, Map<String, List<UniqueIndexes.Part>>> indexes;
    private final Map<String, String> sideEffects;
    private final Map<String, String> keyForms;

    /** A table or view, named as the database spells it. */
    record FoundTable(String name, String type, String engine) {}

    /** What a catalog is read with. */
    record Readers(JdbcClient jdbc, Columns columns, SideEffects sideEffects, KeyForms keyForms) {}

    /** Reads the tables of these names; a table that does not exist is missing. */
    static Catalog read(Collection<String> names, Readers readers) {
        return new Catalog(new TreeSet<>(names), readers);
    }

    private Catalog(Collection<String> names, Readers readers) {
        schema = readers.jdbc.sql("select database()").query(String.class).single();
        caseSensitive = readers.jdbc
                .sql("select @@lower_case_table_names = 0")
                .query(Boolean.class)
                .single();
        List<FoundTable> existing = readers.jdbc
                .sql("select table_name, table_type, engine from information_schema.tables"
                        + " where table_schema = database() and table_name in (:names, :ledger)")
                .param("names", names)
                .param("ledger", KeyForms.TABLE)
                .query((row, number) -> new FoundTable(row.getString(1), row.getString(2), row.getString(3)))
                .list();
        tables = existing.stream()
                .filter(table -> !table.name().equals(KeyForms.TABLE))
                .toList();
        if (tables.isEmpty()) {
            columns = Map.of();
            indexes = Map.of();
            sideEffects = Map.of();
            keyForms = Map.of();
            return;
        }
        List<String> found = tables.stream().map(FoundTable::name).toList();
        columns = readers.columns.of(found);
        indexes = UniqueIndexes.read(found, readers.jdbc);
        sideEffects = readers.sideEffects.of(found);
        keyForms = tables.size() < existing.size() ? readers.keyForms.recorded(found) : Map.of();
    }

    /** Returns the schema of the connection, which all tables are in. */
    String schema() {
        return schema;
    }

    /** Returns the table that a setting names, in whatever case if the server ignores it. */
    Optional<FoundTable> table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name)
                        || !caseSensitive && table.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Returns all columns in table order. */
    List<Column> columns(String table) {
        return columns.getOrDefault(table, List.of());
    }

    UniqueIndexes unique(Target target) {
        return UniqueIndexes.of(target, indexes);
    }

    /** Returns why deleting a row of the table could have side effects; null if it certainly has none. */
    String sideEffects(String table) {
        return sideEffects.get(table);
    }

    /** Returns the recorded key form of the table; null if none is recorded. */
    String keyForm(String table) {
        return keyForms.get(table);
    }
}
