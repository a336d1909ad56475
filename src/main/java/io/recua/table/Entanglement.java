package io.recua.table;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells whether a REPLACE, which deletes the row that it replaces, could do more than that: fire triggers, or act by foreign
 * keys on other rows. The database shows a user only some of both, so that it may not be known.
 */
final class Entanglement {

    private final JdbcClient jdbc;

    Entanglement(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why it could; null if it surely could not. */
    String of(String table) {
        if (isSeen(table)) {
            return "table " + table + " has triggers or foreign keys";
        }
        String schema = jdbc.sql("select database()").query(String.class).single();
        Grants grants = Grants.of(jdbc);
        if (!grants.on("TRIGGER", schema, table)) {
            return "table " + table + " may have triggers that its user cannot see; grant TRIGGER on it to the user"
                    + " so that Recua can tell";
        }
        // MariaDB shows a foreign key to whoever may do more than read.
        if (grants.everywhere("REFERENCES")) {
            return null;
        }
        return switch (foreignKeys(schema, table)) {
            case 0 -> null;
            case UNKNOWN ->
                "table " + table + " may have foreign keys from other schemas, which its user cannot see;"
                        + " grant PROCESS on *.* to the user so that Recua can tell";
            default -> "table " + table + " has foreign keys from other schemas";
        };
    }

    private boolean isSeen(String table) {
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

    /** How many foreign keys lead to the table, by InnoDB's own list, which takes the privilege PROCESS. */
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
