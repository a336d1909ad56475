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
 * Makes a table that holds duplicates, or whose rows are hashed by another key, fit for a feed: each row gets the hash of
 * its key, the newest row of each key stays, and a unique index keeps it so. The steps can be stopped at any instant and
 * done again; nothing else may write to the table meanwhile.
 */
public final class Adoption {

    /** Rows of one transaction: short enough not to fill the undo log or to hold others up. */
    private static final int CHUNK = 10_000;

    private static final int DUPLICATED_KEYS = 1_000;

    /** Takes the new hashes of a table whose {@code row_key} holds those of another key. */
    private static final String NEW_HASH = "recua_new_row_key";

    private static final int SAID_EVERY = 20 * CHUNK;

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
     * What there is to do.
     *
     * @param table its name
     * @param fit whether there is nothing to do
     * @param rows the rows of the table
     * @param duplicates how many of them have a key that another one has, which stays
     * @param newestBy the columns by which the row that stays is told, the first one first; none if any row may stay
     * @param entanglement why deleting rows could do more than that, such as triggers; null if it cannot
     */
    public record Plan(
            String table, boolean fit, long rows, long duplicates, List<String> newestBy, String entanglement) {}

    /**
     * Looks and changes nothing; reads the whole table, if there is something to do.
     *
     * @throws SettingException if the table or one of the feed's columns is missing
     */
    public Plan plan(String feedName) {
        Tables.Target target = tables.target(feedName);
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
                        new Entanglement(jdbc).of(target.name())))
                .single();
    }

    /** The timestamp first, then the primary key; NULL is older than any instant. */
    private List<String> newestBy(Tables.Target target) {
        return Stream.concat(target.timestamp().stream().map(Column::name), primaryKey(target.name()).stream())
                .distinct()
                .toList();
    }

    /**
     * Does what is left to do.
     *
     * @param progress is told each step
     */
    public void adopt(String feedName, Consumer<String> progress) {
        Tables.Target target = tables.target(feedName);
        boolean anew = tables.isHashed(target);
        String column = anew ? NEW_HASH : Table.ROW_KEY;
        addColumn(target, column, progress);
        hashRows(target, column, progress);
        deleteDuplicates(target, column, progress);
        progress.accept("Adding the unique index recua_row_key");
        statements.execute(
                anew
                        ? Ddl.finishNewHash(target.name(), NEW_HASH, indexes(target.name()), primaryKey(target.name()))
                        : Ddl.finishAdoption(target.name()));
        tables.noteKey(target);
    }

    private void addColumn(Tables.Target target, String column, Consumer<String> progress) {
        if (target.column(column).isEmpty()) {
            progress.accept("Adding the column " + column);
            statements.execute(Ddl.addHash(target.name(), column));
        }
        if (!hasIndex(target.name(), Ddl.ADOPTING)) {
            progress.accept("Adding an index to fill it by");
            statements.execute(Ddl.beginAdoption(target.name(), column));
        }
    }

    private void hashRows(Tables.Target target, String column, Consumer<String> progress) {
        String hash = Ddl.hash(target.key());
        // A column that is set by itself at each update would lose what it says of the row.
        String unmoved = movedByUpdates(target.name()).stream()
                .map(Column::quote)
                .map(moved -> ", " + moved + " = " + moved)
                .collect(Collectors.joining());
        String missing = " where " + Column.quote(column) + " is null";
        long done = 0;
        int changed;
        do {
            changed = jdbc.sql("update " + quoted(target) + " set " + Column.quote(column) + " = " + hash + unmoved
                            + missing + " and " + hash + " is not null limit " + CHUNK)
                    .update();
            done += changed;
            if (changed > 0 && done % SAID_EVERY == 0) {
                progress.accept("Hashed the keys of %,d rows".formatted(done));
            }
        } while (changed > 0);
        progress.accept("Hashed the keys of %,d rows, which is all that were left".formatted(done));
        if (jdbc.sql("select exists (select 1 from " + quoted(target) + missing + ")")
                .query(Boolean.class)
                .single()) {
            throw new SettingException(
                    "table " + target.name(),
                    "the key of some rows cannot be hashed, since it holds bytes that are no text in utf8mb4, or a DOUBLE or"
                            + " FLOAT beyond 30 digits before or behind the point; mend the rows where " + column
                            + " is null");
        }
    }

    private void deleteDuplicates(Tables.Target target, String column, Consumer<String> progress) {
        String order = newestBy(target).stream().map(Column::quote).collect(Collectors.joining(", "));
        String delete = "delete from " + quoted(target) + " where " + Column.quote(column) + " = ?"
                + (order.isEmpty() ? "" : " order by " + order) + " limit ?";
        byte[] last = new byte[0];
        long deleted = 0;
        long said = 0;
        List<Object[]> duplicated;
        do {
            duplicated = duplicatedBehind(last, target, column);
            List<Object[]> chunk = duplicated;
            if (!chunk.isEmpty()) {
                transaction.executeWithoutResult(status -> statements.batchUpdate(delete, chunk));
                deleted += chunk.stream().mapToLong(key -> (Long) key[1]).sum();
                last = (byte[]) chunk.get(chunk.size() - 1)[0];
                if (deleted / SAID_EVERY > said) {
                    said = deleted / SAID_EVERY;
                    progress.accept("Deleted %,d duplicates".formatted(deleted));
                }
            }
        } while (!duplicated.isEmpty());
        progress.accept("Deleted %,d duplicates, which is all that were left".formatted(deleted));
    }

    /** The next keys in their order, each with the number of rows to delete. */
    private List<Object[]> duplicatedBehind(byte[] last, Tables.Target target, String column) {
        String hash = Column.quote(column);
        return jdbc.sql("select " + hash + ", count(*) - 1 as surplus from " + quoted(target) + " where " + hash
                        + " > ? group by " + hash + " having count(*) > 1 order by " + hash + " limit "
                        + DUPLICATED_KEYS)
                .param(last)
                .query((row, number) -> new Object[] {row.getBytes(1), row.getLong(2)})
                .list();
    }

    /** The names of the indexes that hold {@code row_key}. */
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

    /** The columns that the database sets to the current time whenever a row is updated. */
    private List<String> movedByUpdates(String table) {
        return jdbc.sql("select column_name from information_schema.columns where table_schema = database()"
                        + " and table_name = ? and lower(extra) like '%on update%'")
                .param(table)
                .query(String.class)
                .list();
    }

    /** The columns of the primary key, in its order; none if the table has none. */
    private List<String> primaryKey(String table) {
        return jdbc.sql("select column_name from information_schema.statistics where table_schema = database()"
                        + " and table_name = ? and index_name = 'PRIMARY' order by seq_in_index")
                .param(table)
                .query(String.class)
                .list();
    }

    private static String quoted(Tables.Target target) {
        return Column.quote(target.name());
    }
}
