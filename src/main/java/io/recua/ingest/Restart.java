package io.recua.ingest;

import io.recua.table.Column;
import io.recua.table.Table;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets a load begin anew whose settings, table, routes or build have changed since its first claim: what it wrote is
 * removed, so that the table never holds two readings of one object.
 */
@Component
class Restart {

    private static final Logger log = LoggerFactory.getLogger(Restart.class);

    /** Rows of one transaction: few enough that a delete of millions neither fills the undo log nor blocks readers. */
    private static final int ROWS = 10_000;

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Restart(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /** Whether the load was begun under another fingerprint than this one. */
    boolean isDue(Claim claim, byte[] fingerprint) {
        byte[] noted = jdbc.sql("select fingerprint from recua_load where id = ?")
                .param(claim.loadId())
                .query(byte[].class)
                .single();
        return !Arrays.equals(noted, fingerprint);
    }

    /** Tells that the load begins anew, and whether the rows that it wrote can be told from others. */
    boolean canRemoveRows(Claim claim) {
        String table = table(claim);
        boolean removable = hasLineage(table);
        String note = "the load began anew, since settings, table, routes or version have changed"
                + (removable ? "" : "; table " + table + " has no column load_id, so the rows written before stay");
        ledger.note(claim, note);
        log.warn("Load {} of {}: {}", claim.loadId(), claim.key(), note);
        return removable;
    }

    /** Removes some rows of the load from the table that it wrote to; false if none is left. */
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

    private boolean hasLineage(String table) {
        return jdbc.sql("select count(*) from information_schema.columns"
                                + " where table_schema = database() and table_name = ? and column_name = ?")
                        .params(table, Table.LOAD_ID)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Forgets how far the load was, what became of its records, and why some were rejected. */
    void forget(Claim claim) {
        for (String table : new String[] {"recua_lane", "recua_rejected"}) {
            jdbc.sql("delete from " + table + " where load_id = ?")
                    .param(claim.loadId())
                    .update();
        }
        jdbc.sql("update recua_load set ignored_columns = null, rows_read = null, rows_per_second = null,"
                        + " percent = null, seconds_left = null, failures = 0, failed_at = null, deaths = 0"
                        + " where id = ?")
                .param(claim.loadId())
                .update();
    }
}
