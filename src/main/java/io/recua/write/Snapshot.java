package io.recua.write;

import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.Mode;
import io.recua.config.RecuaProperties;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimLostException;
import io.recua.ingest.Counts;
import io.recua.ingest.Ledger;
import io.recua.table.Column;
import io.recua.table.Table;
import io.recua.table.Tables;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * With mode {@code snapshot}, deletes or marks the rows that the loaded file lacks: those that another load wrote. All rows of
 * the file have the number of its load by then.
 *
 * <ol>
 *   <li>Do nothing if the file has no rows, or if rows of it were rejected: a rejected row may be one that the table has.
 *   <li>Walk through the table by {@code row_key}, some rows at a time.
 *   <li>Delete or mark them and add their number to the ledger, in one transaction, as long as the claim is held.
 * </ol>
 *
 * <p>It can be interrupted at any time. The next run of the load walks again and finds only the rows that are left.
 */
@Component("snapshot")
public class Snapshot {

    private static final Logger log = LoggerFactory.getLogger(Snapshot.class);

    /** The rows of one transaction. Larger ones would fill the undo log and block readers. */
    private static final int ROWS = 5_000;

    private final RecuaProperties properties;
    private final Tables tables;
    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final RowCounters counters;
    private final StopSignal stop;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Snapshot(
            RecuaProperties properties,
            Tables tables,
            Ledger ledger,
            Checkpoints checkpoints,
            RowCounters counters,
            StopSignal stop,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.properties = properties;
        this.tables = tables;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.counters = counters;
        this.stop = stop;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Deletes or marks the rows that the file lacks, after all of its rows are committed.
     *
     * @throws ClaimLostException if a newer claim owns the load
     * @throws LoadStoppedException if the feed's route is stopping or the feed is paused; the next run continues
     */
    public void removeMissing(@Variable(Claim.VARIABLE) Claim claim, Exchange exchange) {
        FeedProperties feed = properties.feed(claim.feed());
        if (feed.mode() != Mode.SNAPSHOT) {
            return;
        }
        Counts counts = checkpoints.counts(claim);
        if (counts.read() == 0 || counts.rejected() > 0) {
            String note = "no rows were deleted, because "
                    + (counts.read() == 0
                            ? "the object has no rows"
                            : counts.rejected()
                                    + " of the object's rows were rejected; correct them and load it again");
            ledger.addNote(claim, note);
            log.warn("Loaded {}, but {}", claim.key(), note);
            return;
        }
        Table table = tables.of(claim.feed());
        Removal removal = Removal.of(table, feed, claim);
        long deleted = 0;
        for (List<byte[]> keys = next(removal, new byte[0]);
                !keys.isEmpty();
                keys = next(removal, keys.get(keys.size() - 1))) {
            stop.check(exchange);
            remove(removal, keys);
            counters.countDeleted(claim.feed(), keys.size());
            deleted += keys.size();
        }
        log.info("Removed {} rows from {} that {} lacks", deleted, table.name(), claim.key());
    }

    /**
     * The statements of one load.
     *
     * @param select selects the keys of the next rows that other loads wrote and that are not marked
     * @param remove deletes or marks the rows of some keys
     * @param instant the load's instant, in the form of the column that marks rows; null to delete them
     */
    private record Removal(Claim claim, String select, String remove, String instant) {

        static Removal of(Table table, FeedProperties feed, Claim claim) {
            Optional<Column> mark = table.columns().stream()
                    .filter(column -> column.name().equalsIgnoreCase(feed.deletedColumn()))
                    .findFirst();
            String unmarked =
                    mark.map(column -> " and " + column.quoted() + " is null").orElse("");
            return new Removal(
                    claim,
                    "select row_key from " + table.quoted() + " where row_key > ? and load_id <> ?" + unmarked
                            + " order by row_key limit " + ROWS,
                    mark.map(column -> "update " + table.quoted() + " set " + column.quoted() + " = :instant")
                                    .orElse("delete from " + table.quoted())
                            + " where row_key in (:keys)",
                    mark.map(column -> column.timestampValue(claim.loadedAt(), feed.timeZone()))
                            .orElse(null));
        }
    }

    /** Returns the next keys in ascending order. */
    private List<byte[]> next(Removal removal, byte[] last) {
        return jdbc.sql(removal.select())
                .params(last, removal.claim().loadId())
                .query((row, number) -> row.getBytes(1))
                .list();
    }

    private void remove(Removal removal, List<byte[]> keys) {
        transaction.executeWithoutResult(status -> {
            if (!ledger.addDeleted(removal.claim(), keys.size())) {
                throw new ClaimLostException(removal.claim().key());
            }
            jdbc.sql(removal.remove())
                    .param("instant", removal.instant())
                    .param("keys", keys)
                    .update();
        });
    }
}
