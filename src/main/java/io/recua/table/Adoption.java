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
 * Makes a table that holds duplicates fit for a feed: each row gets the hash of its key, the newest row of each key stays,
 * and a unique index keeps it so. The steps can be stopped at any instant and done again; nothing else may write to the
 * table meanwhile.
 */
public final class Adoption {

    /** Rows of one transaction: short enough not to fill the undo log or to hold others up. */
    private static final int CHUNK = 10_000;

    private static final int DUPLICATED_KEYS = 1_000;

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
     * @param entangled whether triggers or foreign keys take part in what is deleted
     */
    public record Plan(
            String table, boolean fit, long rows, long duplicates, List<String> newestBy, boolean entangled) {}

    /**
     * Looks and changes nothing; reads the whole table, if there is something to do.
     *
     * @throws SettingException if the table or one of the feed's columns is missing
     */
    public Plan plan(String feedName) {
        Tables.Target target = tables.target(feedName);
        if (tables.isFit(target)) {
            return new Plan(target.name(), true, 0, 0, List.of(), false);
        }
        String hash = Ddl.hash(target.key());
        return jdbc.sql("select count(*) as total, count(distinct " + hash + ") as different from " + quoted(target))
                .query((row, number) -> new Plan(
                        target.name(),
                        false,
                        row.getLong("total"),
                        row.getLong("total") - row.getLong("different"),
                        newestBy(target),
                        tables.isEntangled(target.name())))
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
        addColumn(target, progress);
        hashRows(target, progress);
        deleteDuplicates(target, progress);
        progress.accept("Adding the unique index recua_row_key");
        statements.execute(Ddl.finishAdoption(target.name()));
    }

    private void addColumn(Tables.Target target, Consumer<String> progress) {
        boolean there =
                target.columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(Table.ROW_KEY));
        if (!there) {
            progress.accept("Adding the column row_key");
            statements.execute(Ddl.addHash(target.name()));
        }
        if (!hasIndex(target.name(), Ddl.ADOPTING)) {
            progress.accept("Adding an index to fill it by");
            statements.execute(Ddl.beginAdoption(target.name()));
        }
    }

    private void hashRows(Tables.Target target, Consumer<String> progress) {
        String hash = Ddl.hash(target.key());
        // A column that is set by itself at each update would lose what it says of the row.
        String unmoved = movedByUpdates(target.name()).stream()
                .map(Column::quote)
                .map(column -> ", " + column + " = " + column)
                .collect(Collectors.joining());
        String missing = " where `row_key` is null";
        long done = 0;
        int changed;
        do {
            changed = jdbc.sql("update " + quoted(target) + " set `row_key` = " + hash + unmoved + missing + " and "
                            + hash + " is not null limit " + CHUNK)
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
                    "the key of some rows holds bytes that are no text in utf8mb4, so that it cannot be hashed;"
                            + " mend the rows where row_key is null");
        }
    }

    private void deleteDuplicates(Tables.Target target, Consumer<String> progress) {
        String order = newestBy(target).stream().map(Column::quote).collect(Collectors.joining(", "));
        String delete = "delete from " + quoted(target) + " where `row_key` = ?"
                + (order.isEmpty() ? "" : " order by " + order) + " limit ?";
        byte[] last = new byte[0];
        long deleted = 0;
        long said = 0;
        List<Object[]> duplicated;
        do {
            duplicated = duplicatedBehind(last, target);
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
    private List<Object[]> duplicatedBehind(byte[] last, Tables.Target target) {
        return jdbc.sql("select `row_key`, count(*) - 1 as surplus from " + quoted(target)
                        + " where `row_key` > ? group by `row_key` having count(*) > 1 order by `row_key` limit "
                        + DUPLICATED_KEYS)
                .param(last)
                .query((row, number) -> new Object[] {row.getBytes(1), row.getLong(2)})
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
