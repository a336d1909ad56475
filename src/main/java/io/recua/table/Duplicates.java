package io.recua.table;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes all rows but the newest one of each hash, some hashes per transaction; it can be interrupted and run again. */
final class Duplicates {

    /** Hashes per transaction. */
    private static final int CHUNK = 1_000;

    private final JdbcClient jdbc;
    private final JdbcTemplate statements;
    private final TransactionTemplate transaction;

    Duplicates(JdbcClient jdbc, JdbcTemplate statements, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A hash with the number of rows to delete. */
    private record Surplus(byte[] hash, long rows) {}

    /**
     * Deletes the rows.
     *
     * @param column the column with the hash; an index on it must exist
     * @param newestBy the columns by which the highest row is the newest, in order of precedence
     */
    void delete(Target target, String column, List<String> newestBy, Consumer<String> progress) {
        String order = newestBy.stream().map(Column::quote).collect(Collectors.joining(", "));
        String delete = "delete from " + Column.quote(target.name()) + " where " + Column.quote(column) + " = ?"
                + (order.isEmpty() ? "" : " order by " + order) + " limit ?";
        long deleted = 0;
        long reported = 0;
        List<Surplus> chunk = surplusAfter(new byte[0], target, column);
        while (!chunk.isEmpty()) {
            List<Object[]> parameters = chunk.stream()
                    .map(surplus -> new Object[] {surplus.hash(), surplus.rows()})
                    .toList();
            transaction.executeWithoutResult(status -> statements.batchUpdate(delete, parameters));
            deleted += chunk.stream().mapToLong(Surplus::rows).sum();
            if (deleted / HashColumn.REPORT_INTERVAL > reported) {
                reported = deleted / HashColumn.REPORT_INTERVAL;
                progress.accept("Deleted %,d duplicates".formatted(deleted));
            }
            chunk = surplusAfter(chunk.get(chunk.size() - 1).hash(), target, column);
        }
        progress.accept("Deleted all remaining duplicates: %,d".formatted(deleted));
    }

    /** Returns the next duplicated hashes in ascending order. */
    private List<Surplus> surplusAfter(byte[] last, Target target, String column) {
        String hash = Column.quote(column);
        return jdbc.sql("select " + hash + ", count(*) - 1 as surplus from " + Column.quote(target.name()) + " where "
                        + hash + " > ? group by " + hash + " having count(*) > 1 order by " + hash + " limit " + CHUNK)
                .param(last)
                .query((row, number) -> new Surplus(row.getBytes(1), row.getLong(2)))
                .list();
    }
}
