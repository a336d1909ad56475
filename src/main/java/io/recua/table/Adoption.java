package io.recua.table;

import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Prepares a table for a feed when the table holds duplicates or its rows are hashed by another key.
 *
 * <ol>
 *   <li>Writes the hash of its key into each row.
 *   <li>Deletes the duplicates and keeps the newest row of each key.
 *   <li>Adds a unique index on the hash.
 * </ol>
 *
 * <p>It can be interrupted at any time and run again. Nothing else may write to the table while it runs.
 */
public final class Adoption {

    /** Rows per transaction. Short transactions keep the undo log small and hold their locks only briefly. */
    private static final int CHUNK = 10_000;

    private static final int DUPLICATED_KEYS = 1_000;

    /** The column for the new hashes, if {@code row_key} already holds the hashes of another key. */
    private static final String NEW_HASH = "recua_new_row_key";

    private static final int REPORT_INTERVAL = 20 * CHUNK;

    private final RecuaProperties properties;
    private final Tables tables;
    private final JdbcClient jdbc;
    private final JdbcTemplate statements;
    private final TransactionTemplate transaction;

    Adoption(
            RecuaProperties properties,
            Tables tables,
            JdbcClient jdbc,
            JdbcTemplate statements,
            PlatformTransactionManager transactions) {
        this.properties = properties;
        this.tables = tables;
        this.jdbc = jdbc;
        this.statements = statements;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * The work that an adoption has to do.
     *
     * @param table the name of the table
     * @param fit whether there is nothing to do
     * @param rows the number of rows in the table
     * @param duplicates the number of rows to delete, because another row has the same key
     * @param newestBy the columns that decide which row is the newest, in order of precedence; empty if any row may
     *     stay
     * @param sideEffects why deleting rows could have side effects, such as triggers; null if it has none
     */
    public record Plan(
            String table, boolean fit, long rows, long duplicates, List<String> newestBy, String sideEffects) {}

    /**
     * Returns the work to do, without changing anything. Reads the whole table unless there is nothing to do.
     *
     * @throws SettingException if the table or one of the feed's columns is missing
     */
    public Plan plan(String feedName) {
        Target target = tables.target(feedName);
        if (tables.isFit(target)) {
            return new Plan(target.name(), true, 0, 0, List.of(), null);
        }
        String hash = Ddl.hash(target.key());
        return jdbc.sql("select count(*) as total, count(distinct " + hash + ") as different from " + quoted(target))
                .query((row, number) -> new Plan(
                        target.name(),
                        false,
                        row.getLong("total"),
                        row.getLong("total") - row.getLong("different"),
                        newestBy(target),
                        new SideEffects(jdbc).of(target.name())))
                .single();
    }

    /** Returns the timestamp column, then the primary key columns. MySQL sorts NULL before any timestamp. */
    private List<String> newestBy(Target target) {
        return Stream.concat(target.timestamp().stream().map(Column::name), primaryKey(target.name()).stream())
                .distinct()
                .toList();
    }

    /**
     * Does the remaining work.
     *
     * @param progress receives a message for each step
     */
    public void adopt(String feedName, Consumer<String> progress) {
        Target target = tables.target(feedName);
        boolean rehash = tables.isHashed(target);
        String column = rehash ? NEW_HASH : Table.ROW_KEY;
        addColumn(target, column, progress);
        hashRows(target, column, progress);
        deleteDuplicates(target, column, progress);
        progress.accept("Adding the unique index recua_row_key");
        statements.execute(
                rehash
                        ? Ddl.finishNewHash(target.name(), NEW_HASH, indexes(target.name()), primaryKey(target.name()))
                        : Ddl.finishAdoption(target.name()));
        tables.recordKey(target);
    }

    private void addColumn(Target target, String column, Consumer<String> progress) {
        if (target.column(column).isEmpty()) {
            progress.accept("Adding the column " + column);
            statements.execute(Ddl.addHash(target.name(), column));
        }
        if (!hasIndex(target.name(), Ddl.ADOPTING)) {
            progress.accept("Adding an index on the column " + column);
            statements.execute(Ddl.beginAdoption(target.name(), column));
        }
    }

    private void hashRows(Target target, String column, Consumer<String> progress) {
        String hash = Ddl.hash(target.key());
        // Assign ON UPDATE columns to themselves, or MySQL would overwrite them with the current time.
        String preserved = updateTimestamps(target.name()).stream()
                .map(Column::quote)
                .map(name -> ", " + name + " = " + name)
                .collect(Collectors.joining());
        String missing = " where " + Column.quote(column) + " is null";
        long done = 0;
        int changed;
        do {
            changed = jdbc.sql("update " + quoted(target) + " set " + Column.quote(column) + " = " + hash + preserved
                            + missing + " and " + hash + " is not null limit " + CHUNK)
                    .update();
            done += changed;
            if (changed > 0 && done % REPORT_INTERVAL == 0) {
                progress.accept("Hashed the keys of %,d rows".formatted(done));
            }
        } while (changed > 0);
        progress.accept("Hashed the keys of all remaining rows: %,d".formatted(done));
        if (jdbc.sql("select exists (select 1 from " + quoted(target) + missing + ")")
                .query(Boolean.class)
                .single()) {
            throw new SettingException(
                    "table " + target.name(),
                    "the key of some rows cannot be hashed, because it holds bytes that are not valid utf8mb4 text, or"
                            + " a DOUBLE or FLOAT with more than 30 digits before or after the decimal point; correct"
                            + " the rows where " + column + " is null");
        }
    }

    private void deleteDuplicates(Target target, String column, Consumer<String> progress) {
        String order = newestBy(target).stream().map(Column::quote).collect(Collectors.joining(", "));
        String delete = "delete from " + quoted(target) + " where " + Column.quote(column) + " = ?"
                + (order.isEmpty() ? "" : " order by " + order) + " limit ?";
        byte[] last = new byte[0];
        long deleted = 0;
        long reported = 0;
        List<Object[]> duplicated;
        do {
            duplicated = duplicatedAfter(last, target, column);
            List<Object[]> chunk = duplicated;
            if (!chunk.isEmpty()) {
                transaction.executeWithoutResult(status -> statements.batchUpdate(delete, chunk));
                deleted += chunk.stream().mapToLong(key -> (Long) key[1]).sum();
                last = (byte[]) chunk.get(chunk.size() - 1)[0];
                if (deleted / REPORT_INTERVAL > reported) {
                    reported = deleted / REPORT_INTERVAL;
                    progress.accept("Deleted %,d duplicates".formatted(deleted));
                }
            }
        } while (!duplicated.isEmpty());
        progress.accept("Deleted all remaining duplicates: %,d".formatted(deleted));
    }

    /** Returns the next duplicated hashes in ascending order, each with the number of rows to delete. */
    private List<Object[]> duplicatedAfter(byte[] last, Target target, String column) {
        String hash = Column.quote(column);
        return jdbc.sql("select " + hash + ", count(*) - 1 as surplus from " + quoted(target) + " where " + hash
                        + " > ? group by " + hash + " having count(*) > 1 order by " + hash + " limit "
                        + DUPLICATED_KEYS)
                .param(last)
                .query((row, number) -> new Object[] {row.getBytes(1), row.getLong(2)})
                .list();
    }

    /** Returns the names of the indexes that contain {@code row_key}. */
    private List<String> indexes(String table) {
        return jdbc.sql("select distinct index_name from information_schema.statistics"
                        + " where table_schema = database() and table_name = ? and column_name = 'row_key'")
                .param(table)
                .query(String.class)
                .list();
    }

    private boolean hasIndex(String table, String index) {
        return jdbc.sql("select count(*) from information_schema.statistics where table_schema = database()"
                                + " and table_name = ? and index_name = ?")
                        .params(table, index)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Returns the columns declared ON UPDATE, which the database sets to the current time at each update. */
    private List<String> updateTimestamps(String table) {
        return jdbc.sql("select column_name from information_schema.columns where table_schema = database()"
                        + " and table_name = ? and lower(extra) like '%on update%'")
                .param(table)
                .query(String.class)
                .list();
    }

    /** Returns the columns of the primary key in index order; empty if the table has no primary key. */
    private List<String> primaryKey(String table) {
        return jdbc.sql("select column_name from information_schema.statistics where table_schema = database()"
                        + " and table_name = ? and index_name = 'PRIMARY' order by seq_in_index")
                .param(table)
                .query(String.class)
                .list();
    }

    private static String quoted(Target target) {
        return Column.quote(target.name());
    }
}
