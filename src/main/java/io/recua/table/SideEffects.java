package io.recua.table;

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
        if (hasVisible(table)) {
            return "table " + table + " has triggers or foreign keys";
        }
        String schema = jdbc.sql("select database()").query(String.class).single();
        Grants grants = Grants.of(jdbc);
        if (!grants.on("TRIGGER", schema, table)) {
            return "table " + table + " may have triggers that its user cannot see; grant TRIGGER on it to the user"
                    + " so that Recua can check";
        }
        // MariaDB shows a foreign key to each user with more privileges than SELECT.
        if (grants.everywhere("REFERENCES")) {
            return null;
        }
        return switch (foreignKeys(schema, table)) {
            case 0 -> null;
            case UNKNOWN ->
                "table " + table + " may have foreign keys from other schemas, which its user cannot see;"
                        + " grant PROCESS on *.* to the user so that Recua can check";
            default -> "table " + table + " has foreign keys from other schemas";
        };
    }

    private boolean hasVisible(String table) {
        return jdbc.sql("select (select count(*) from information_schema.triggers"
                                + " where event_object_schema = database() and event_object_table = :table)"
                                + " + (select count(*) from information_schema.referential_constraints"
                                + " where constraint_schema = database() and table_name = :table"
                                + " or unique_constraint_schema = database() and referenced_table_name = :table)")
                        .param("table", table)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static final int UNKNOWN = -1;

    /** Counts the foreign keys that reference the table in InnoDB's list, which requires the PROCESS privilege. */
    private int foreignKeys(String schema, String table) {
        try {
            return jdbc.sql("select count(*) from information_schema.innodb_foreign where ref_name = ?")
                    .param(schema + "/" + table)
                    .query(Integer.class)
                    .single();
        } catch (DataAccessException e) {
            return UNKNOWN;
        }
    }
}
