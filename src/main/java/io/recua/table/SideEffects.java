package io.recua.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out whether deleting a row could have side effects: triggers, or foreign keys that act on other rows. A REPLACE
 * deletes the row that it replaces. The database shows a user only some triggers and foreign keys, so the answer may be
 * unknown; an unknown answer counts as a side effect.
 */
final class SideEffects {

    private final JdbcClient jdbc;

    SideEffects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns why deleting a row could have side effects; null if it certainly has none. */
    String of(String table) {
        return of(List.of(table)).get(table);
    }

    /** Returns why deleting a row could have side effects, by the table; a table that certainly has none is missing. */
    Map<String, String> of(Collection<String> tables) {
        Set<String> visible = visible(tables);
        String schema = jdbc.sql("select database()").query(String.class).single();
        Grants grants = Grants.of(jdbc);
        // MariaDB shows a foreign key to each user with more privileges than SELECT.
        Optional<Set<String>> elsewhere =
                grants.everywhere("REFERENCES") ? Optional.of(Set.of()) : referencedElsewhere(schema, tables);
        Map<String, String> reasons = new HashMap<>();
        for (String table : tables) {
            if (visible.contains(table)) {
                reasons.put(table, "table " + table + " has triggers or foreign keys");
            } else if (!grants.on("TRIGGER", schema, table)) {
                reasons.put(
                        table,
                        "table " + table
                                + " may have triggers that its user cannot see; grant TRIGGER on it to the user"
                                + " so that Recua can check");
            } else if (elsewhere.isEmpty()) {
                reasons.put(
                        table,
                        "table " + table + " may have foreign keys from other schemas, which its user cannot see;"
                                + " grant PROCESS on *.* to the user so that Recua can check");
            } else if (elsewhere.get().contains(schema + "/" + table)) {
                reasons.put(table, "table " + table + " has foreign keys from other schemas");
            }
        }
        return reasons;
    }

    private Set<String> visible(Collection<String> tables) {
        return names(jdbc.sql("select event_object_table from information_schema.triggers"
                        + " where event_object_schema = database() and event_object_table in (:tables)"
                        + " union select table_name from information_schema.referential_constraints"
                        + " where constraint_schema = database() and table_name in (:tables)"
                        + " union select referenced_table_name from information_schema.referential_constraints"
                        + " where unique_constraint_schema = database() and referenced_table_name in (:tables)")
                .param("tables", tables)
                .query(String.class)
                .list());
    }

    /** The views of the database do not spell a name the same on every system. */
    private static Set<String> names(List<String> names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(names);
        return all;
    }

    /**
     * Returns the tables that foreign keys reference in InnoDB's list, as {@code <schema>/<table>}. Empty if the user may not
     * read this list, which requires the PROCESS privilege.
     */
    private Optional<Set<String>> referencedElsewhere(String schema, Collection<String> tables) {
        try {
            return Optional.of(names(jdbc.sql(
                            "select distinct ref_name from information_schema.innodb_foreign where ref_name in (:tables)")
                    .param(
                            "tables",
                            tables.stream().map(table -> schema + "/" + table).toList())
                    .query(String.class)
                    .list()));
        } catch (DataAccessException e) {
            return Optional.empty();
        }
    }
}
