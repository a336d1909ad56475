package io.recua.table;

import io.recua.config.SettingException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the rows of each table with {@code row_key} are hashed by, as the ledger notes it: the columns of the key in the
 * order of the table, each with the form of its values. Rows that are hashed otherwise would be found no more.
 */
final class KeyForms {

    private final JdbcClient jdbc;

    KeyForms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static String of(Tables.Target target) {
        return target.key().stream()
                .map(column -> column.name() + " " + column.form())
                .collect(Collectors.joining(", "));
    }

    /** Whether the rows of the table, if it holds any, are hashed by the key; true as well if nothing is noted. */
    boolean isCurrent(Tables.Target target) {
        return noted(target.name())
                        .filter(form -> !form.equalsIgnoreCase(of(target)))
                        .isEmpty()
                || isEmpty(target.name());
    }

    /** @throws SettingException if the table holds rows that are hashed by another key */
    void check(Tables.Target target, String feedName) {
        if (!isCurrent(target)) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".key",
                    "the rows of table " + target.name() + " are hashed by ["
                            + noted(target.name()).orElseThrow()
                            + "], but the key is [" + of(target)
                            + "] now; set the key or the types of its columns back,"
                            + " or let the command adopt hash the rows anew, with every Recua on the table stopped");
        }
    }

    /** Notes that the rows are hashed by the key. */
    void note(Tables.Target target) {
        jdbc.sql("insert into recua_table (table_name, hashed_by) values (?, ?)"
                        + " on duplicate key update hashed_by = values(hashed_by)")
                .params(target.name(), of(target))
                .update();
    }

    /** Empty for a table that no start has seen, and before the ledger is made: a command does not make it. */
    private Optional<String> noted(String table) {
        return isThere()
                ? jdbc.sql("select hashed_by from recua_table where table_name = ?")
                        .param(table)
                        .query(String.class)
                        .optional()
                : Optional.empty();
    }

    boolean isThere() {
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
