package io.recua.ingest;

import io.recua.table.Column;
import io.recua.table.Table;
import io.recua.table.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Restarts a load from its first record when settings, table, routes or build have changed since the claim, or another load of
 * the feed has begun. The rows that it wrote are removed first, so the table never mixes two readings of one object.
 */
@Component
class Restart {

    private static final Logger log = LoggerFactory.getLogger(Restart.class);

    /** Stands for a fingerprint that no load has. */
    static final byte[] NO_FINGERPRINT = new byte[32];

    /** The rows of one transaction. Larger deletes would fill the undo log and block readers. */
    private static final int ROWS = 10_000;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Tables tables;

    Restart(JdbcClient jdbc, Ledger ledger, Tables tables) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.tables = tables;
    }

    /**
     * Notes the restart. Returns whether the table tells which rows the load wrote. If so, they may be removed in part, and no
     * claim may take the checkpoints for true any more, not even one under the former settings.
     */
    boolean canRemoveRows(Claim claim) {
        String table = table(claim);
        boolean removable = tables.hasRecuaColumns(table);
        String note = "the load began anew, since settings, table, routes or version have changed, or since a later"
                + " load of the feed has begun"
                + (removable
                        ? ""
                        : "; table " + table
                                + " does not record which load wrote a row, so the rows written before stay");
        ledger.note(claim, note);
        log.warn("Load {} of {}: {}", claim.loadId(), claim.key(), note);
        if (removable) {
            jdbc.sql("update recua_load set fingerprint = ? where id = ? and fence = ?")
                    .params(NO_FINGERPRINT, claim.loadId(), claim.fence())
                    .update();
        }
        return removable;
    }

    /** Removes some rows of the load from its table. Returns false if none is left. */
    boolean removeRows(Claim claim) {
        return jdbc.sql("delete from " + Column.quote(table(claim)) + " where " + Column.quote(Table.LOAD_ID)
                                + " = ? limit " + ROWS)
                        .param(claim.loadId())
                        .update()
                == ROWS;
    }

    private String table(Claim claim) {
        return jdbc.sql("select table_name from recua_load where id = ?")
                .param(claim.loadId())
                .query(String.class)
                .single();
    }

    /** Deletes the load's checkpoints, counts, rejected rows, progress and the ends of processes that its runs met. */
    void forget(Claim claim) {
        for (String table : new String[] {"recua_lane", "recua_rejected"}) {
            jdbc.sql("delete from " + table + " where load_id = ?")
                    .param(claim.loadId())
                    .update();
        }
        jdbc.sql("update recua_load set ignored_columns = null, rows_read = null, rows_per_second = null,"
                        + " percent = null, seconds_left = null, progress_at = null, failures = 0, failed_at = null,"
                        + " reached = 0, deaths = 0, died_at = null where id = ?")
                .param(claim.loadId())
                .update();
    }
}
