package io.recua.table;

import io.recua.config.SettingException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records in the ledger how the rows of each table with Recua's columns are hashed: the columns of the key in table
 * order, each with the form of its values. If the key or a form changes, the hashes of the existing rows no longer
 * match.
 */
final class KeyForms {

    private final JdbcClient jdbc;

    KeyForms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the key form of a table: its key columns and their forms. */
    static String of(Target target) {
        return target.key().stream()
                .map(column -> column.name() + " " + column.form())
                .collect(Collectors.joining(", "));
    }

    /** Returns whether the table is empty or its rows are hashed by the current key. True if nothing is recorded. */
    boolean isCurrent(Target target) {
        return recorded(target.name())
                        .filter(form -> !form.equalsIgnoreCase(of(target)))
                        .isEmpty()
                || isEmpty(target.name());
    }

    /**
     * Checks that the existing rows are hashed by the current key.
     *
     * @throws SettingException if the table holds rows that are hashed by another key
     */
    void check(Target target, String feedName) {
        if (!isCurrent(target)) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".key",
                    "the rows of table " + target.name() + " are hashed by ["
                            + recorded(target.name()).orElseThrow()
                            + "], but the key is [" + of(target)
                            + "] now; restore the key or the types of its columns, or stop every Recua that uses the"
                            + " table and run the command adopt, which hashes the rows again");
        }
    }

    /** Records that the rows are hashed by the current key. */
    void record(Target target) {
        jdbc.sql("insert into recua_table (table_name, hashed_by) values (?, ?)"
                        + " on duplicate key update hashed_by = values(hashed_by)")
                .params(target.name(), of(target))
                .update();
    }

    /**
     * Returns the recorded key form. Empty for a new table, and if the ledger does not exist: commands do not create
     * it.
     */
    private Optional<String> recorded(String table) {
        return ledgerExists()
                ? jdbc.sql("select hashed_by from recua_table where table_name = ?")
                        .param(table)
                        .query(String.class)
                        .optional()
                : Optional.empty();
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
