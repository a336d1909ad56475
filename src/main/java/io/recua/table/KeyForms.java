package io.recua.table;

import io.recua.config.SettingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records in the ledger how the rows of each table with Recua's columns are hashed: the columns of the key in table
 * order, each with the form of its values. If the key or a form changes, the hashes of the existing rows no longer
 * match.
 */
final class KeyForms {

    /** The table of the ledger. */
    static final String TABLE = "recua_table";

    private final JdbcClient jdbc;

    KeyForms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the key form of a table: its key columns, in table order, and their forms. Without a key, each record is a row of its own. */
    static String of(List<Column> key) {
        return key.isEmpty()
                ? "load and record"
                : key.stream()
                        .map(column -> column.name() + " " + column.form())
                        .collect(Collectors.joining(", "));
    }

    /** Returns whether the table is empty or its rows are hashed by the current key. True if nothing is recorded. */
    boolean isCurrent(Target target) {
        // Commands do not create the ledger.
        return isCurrent(
                target, ledgerExists() ? recorded(List.of(target.name())).get(target.name()) : null);
    }

    private boolean isCurrent(Target target, String recorded) {
        return recorded == null || recorded.equalsIgnoreCase(of(target.key())) || isEmpty(target.name());
    }

    /**
     * Checks that the existing rows are hashed by the current key.
     *
     * @param recorded the recorded key form of the table; null if none is recorded
     * @throws SettingException if the table holds rows that are hashed by another key
     */
    void check(Target target, String recorded, String feedName) {
        if (!isCurrent(target, recorded)) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".key",
                    "the rows of table " + target.name() + " are hashed by ["
                            + recorded
                            + "], but the key is [" + of(target.key())
                            + "] now; restore the key or the types of its columns, or stop every Recua that uses the"
                            + " table and run the command adopt, which hashes the rows again");
        }
    }

    /** Records that the rows of a table are hashed by this key. */
    void record(String table, List<Column> key) {
        record(Map.of(table, of(key)));
    }

    /** Records the key forms of some tables, by one statement. */
    void record(Map<String, String> forms) {
        if (!forms.isEmpty()) {
            jdbc.sql("insert into recua_table (table_name, hashed_by) values :forms"
                            + " on duplicate key update hashed_by = values(hashed_by)")
                    .param(
                            "forms",
                            forms.entrySet().stream()
                                    .map(form -> new Object[] {form.getKey(), form.getValue()})
                                    .toList())
                    .update();
        }
    }

    /** Returns the recorded key forms by the table; a new table is missing. The ledger must exist. */
    Map<String, String> recorded(Collection<String> tables) {
        Map<String, String> forms = new HashMap<>();
        jdbc.sql("select table_name, hashed_by from recua_table where table_name in (:tables)")
                .param("tables", tables)
                .query(row -> {
                    forms.put(row.getString("table_name"), row.getString("hashed_by"));
                });
        return forms;
    }

    /** Returns whether the ledger's table exists. */
    boolean ledgerExists() {
        return jdbc.sql("select count(*) from information_schema.tables"
                                + " where table_schema = database() and table_name = 'recua_table'")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private boolean isEmpty(String table) {
        return jdbc.sql("select not exists (select 1 from " + Column.quote(table) + ")")
                .query(Boolean.class)
                .single();
    }
}
