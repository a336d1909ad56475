package io.recua.table;

import io.recua.config.SettingException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Prepares a table for a feed when the table holds duplicates, its rows are hashed by another key, or it lacks some of
 * Recua's columns.
 *
 * <ol>
 *   <li>Writes the hash of its key into each row.
 *   <li>Deletes the duplicates and keeps the newest row of each key.
 *   <li>Adds a unique index on the hash, and the columns for the origin of a row, by one statement.
 * </ol>
 *
 * <p>If the rows are hashed by the current key already, only the missing columns are added.
 *
 * <p>It can be interrupted at any time and run again. Nothing else may write to the table while it runs.
 */
public final class Adoption {

    /** The column for the new hashes, if {@code row_key} already holds the hashes of another key. */
    private static final String NEW_HASH = "recua_new_row_key";

    private final Tables tables;
    private final JdbcClient jdbc;
    private final JdbcTemplate statements;
    private final KeyForms keyForms;
    private final HashColumn hashes;
    private final Duplicates duplicates;

    Adoption(Tables tables, JdbcClient jdbc, JdbcTemplate statements, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.jdbc = jdbc;
        this.statements = statements;
        this.keyForms = new KeyForms(jdbc);
        this.hashes = new HashColumn(jdbc, statements);
        this.duplicates = new Duplicates(jdbc, statements, transactions);
    }

    /** What an adoption has to do. */
    public enum Work {
        NOTHING,
        /** The rows are hashed by the feed's key; columns for the origin of a row are missing. */
        ADD_COLUMNS,
        HASH_ROWS,
        /** The rows are hashed by another key. */
        HASH_AGAIN
    }

    /**
     * The work that an adoption has to do.
     *
     * @param table the name of the table
     * @param missing the columns for the origin of a row that the table lacks
     * @param rows the number of rows in the table; 0 unless they are to be hashed
     * @param duplicates the number of rows to delete, because another row has the same key
     * @param newestBy the columns that decide which row is the newest, in order of precedence; empty if any row may
     *     stay
     * @param sideEffects why deleting rows could have side effects, such as triggers; null if it has none
     */
    public record Plan(
            String table,
            Work work,
            List<String> missing,
            long rows,
            long duplicates,
            List<String> newestBy,
            String sideEffects) {}

    /**
     * Returns the work to do, without changing anything. Reads the whole table if rows are to be hashed.
     *
     * @throws SettingException if the table or one of the feed's columns is missing
     */
    public Plan plan(String feedName) {
        Target target = tables.target(feedName);
        SettingException.require(
                !target.key().isEmpty(),
                "recua.feeds." + feedName + ".mode",
                "is append, which has no key to hash; the command ddl says what the table lacks");
        Work work = work(target);
        if (work == Work.NOTHING || work == Work.ADD_COLUMNS) {
            return new Plan(target.name(), work, target.missingOrigin(), 0, 0, List.of(), null);
        }
        String hash = Ddl.hash(target.key());
        return jdbc.sql("select count(*) as total, count(distinct " + hash + ") as different from "
                        + Column.quote(target.name()))
                .query((row, number) -> new Plan(
                        target.name(),
                        work,
                        target.missingOrigin(),
                        row.getLong("total"),
                        row.getLong("total") - row.getLong("different"),
                        newestBy(target, work),
                        new SideEffects(jdbc).of(target.name())))
                .single();
    }

    private Work work(Target target) {
        UniqueIndexes unique = UniqueIndexes.of(target, jdbc);
        if (!unique.hasRecuaColumns() && unique.hasKeyIndex()) {
            return Work.NOTHING;
        }
        if (!unique.hasHashIndex()) {
            return Work.HASH_ROWS;
        }
        if (!keyForms.isCurrent(target)) {
            return Work.HASH_AGAIN;
        }
        return unique.hasRecuaColumns() ? Work.NOTHING : Work.ADD_COLUMNS;
    }

    /**
     * Returns the timestamp column, then the origin of the rows that Recua wrote, then the primary key columns. MySQL sorts
     * NULL before any timestamp. The primary key of Recua's tables has no order within a run.
     */
    private List<String> newestBy(Target target, Work work) {
        Stream<String> origin = work == Work.HASH_AGAIN
                ? Stream.of(Table.LOAD_ID, Table.LOAD_ROW)
                        .filter(column -> target.column(column).isPresent())
                : Stream.empty();
        return Stream.of(target.timestamp().stream().map(Column::name), origin, primaryKey(target.name()).stream())
                .flatMap(columns -> columns)
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
        Work work = work(target);
        switch (work) {
            case NOTHING -> {
                return;
            }
            case ADD_COLUMNS -> {
                progress.accept("Adding the columns " + String.join(", ", target.missingOrigin()));
                statements.execute(Ddl.addOrigin(target));
            }
            case HASH_ROWS -> {
                hashRows(target, Table.ROW_KEY, work, progress);
                statements.execute(Ddl.finishAdoption(target));
            }
            case HASH_AGAIN -> {
                hashRows(target, NEW_HASH, work, progress);
                statements.execute(
                        Ddl.finishNewHash(target, NEW_HASH, indexesOfHash(target.name()), primaryKey(target.name())));
            }
        }
        if (keyForms.ledgerExists()) {
            keyForms.record(target.name(), target.key());
        }
    }

    private void hashRows(Target target, String column, Work work, Consumer<String> progress) {
        hashes.add(target, column, progress);
        hashes.fill(target, column, progress);
        duplicates.delete(target, column, newestBy(target, work), progress);
        progress.accept("Adding the unique index recua_row_key");
    }

    /** Returns the names of the indexes that contain {@code row_key}. */
    private List<String> indexesOfHash(String table) {
        return jdbc.sql("select distinct index_name from information_schema.statistics"
                        + " where table_schema = database() and table_name = ? and column_name = 'row_key'")
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
}
