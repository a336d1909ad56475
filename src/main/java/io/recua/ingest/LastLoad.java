package io.recua.ingest;

import io.recua.table.Tables;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the size of the last object that a feed has loaded. */
@Component
public class LastLoad {

    private final JdbcClient jdbc;
    private final Tables tables;

    LastLoad(JdbcClient jdbc, Tables tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /** Returns the number of its records; empty if the feed has loaded no object, or the ledger does not exist yet. */
    public Optional<Long> records(String feed) {
        return tables.ledgerExists()
                ? jdbc.sql("select sum(inserted + updated + unchanged + duplicates + rejected) from recua_lane"
                                + " where load_id = (select id from recua_load where feed = ? and status = 'LOADED'"
                                + " order by finished_at desc, id desc limit 1) having count(*) > 0")
                        .param(feed)
                        .query(Long.class)
                        .optional()
                : Optional.empty();
    }
}
