package io.recua.table;

import io.recua.config.SettingException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Adds a column for the hash of the key and fills it by SQL, a chunk of rows per transaction. Each method does what is
 * left to do, so it can be interrupted and called again.
 */
final class HashColumn {

    /** Rows per transaction. Short transactions keep the undo log small and hold their locks only briefly. */
    private static final int CHUNK = 10_000;

    /** The number of rows between two messages. */
    static final int REPORT_INTERVAL = 20 * CHUNK;

    private final JdbcClient jdbc;
    private final JdbcTemplate statements;

    HashColumn(JdbcClient jdbc, JdbcTemplate statements) {
        this.jdbc = jdbc;
        this.statements = statements;
    }

    /** Adds the column, with NULL in all rows, and an index on it. */
    void add(Target target, String column, Consumer<String> progress) {
        if (target.column(column).isEmpty()) {
            progress.accept("Adding the column " + column);
            statements.execute(Ddl.addHash(target.name(), column));
        }
        if (!hasIndex(target.name(), Ddl.ADOPTING)) {
            progress.accept("Adding an index on the column " + column);
            statements.execute(Ddl.beginAdoption(target.name(), column));
        }
    }

    /**
     * Writes the hash of its key into each row that has none.
     *
     * @throws SettingException if SQL cannot compute the hash of a row
     */
    void fill(Target target, String column, Consumer<String> progress) {
        String hash = Ddl.hash(target.key());
        String table = Column.quote(target.name());
        String missing = " where " + Column.quote(column) + " is null";
        String update = "update " + table + " set " + Column.quote(column) + " = " + hash
                + keepTimestamps(target.name()) + missing + " and " + hash + " is not null limit " + CHUNK;
        long done = 0;
        int changed;
        do {
            changed = jdbc.sql(update).update();
            done += changed;
            if (changed > 0 && done % REPORT_INTERVAL == 0) {
                progress.accept("Hashed the keys of %,d rows".formatted(done));
            }
        } while (changed > 0);
        progress.accept("Hashed the keys of all remaining rows: %,d".formatted(done));
        if (jdbc.sql("select exists (select 1 from " + table + missing + ")")
                .query(Boolean.class)
                .single()) {
            throw new SettingException(
                    "table " + target.name(),
                    "the key of some rows cannot be hashed, because it holds bytes that are not valid utf8mb4 text, or"
                            + " a DOUBLE or FLOAT with more than 30 digits before or after the decimal point; correct"
                            + " the rows where " + column + " is null");
        }
    }

    private boolean hasIndex(String table, String index) {
        return jdbc.sql("select count(*) from information_schema.statistics where table_schema = database()"
                                + " and table_name = ? and index_name = ?")
                        .params(table, index)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Assigns ON UPDATE columns to themselves, or the database would overwrite them with the current time. */
    private String keepTimestamps(String table) {
        List<String> columns = jdbc.sql("select column_name from information_schema.columns"
                        + " where table_schema = database() and table_name = ? and lower(extra) like '%on update%'")
                .param(table)
                .query(String.class)
                .list();
        return columns.stream()
                .map(Column::quote)
                .map(name -> ", " + name + " = " + name)
                .collect(Collectors.joining());
    }
}
