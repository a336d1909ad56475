package io.recua.write;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.config.LoadProperties.Method;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.row.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Chooses how a load writes its rows: LOAD DATA where the server and the table allow it, else INSERT. */
@Component
public class RowWriters {

    private static final Logger log = LoggerFactory.getLogger(RowWriters.class);

    private final JdbcClient jdbc;
    private final Method method;

    RowWriters(JdbcClient jdbc, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.method = properties.load().method();
        if (method == Method.LOAD_DATA && !serverTakesLocalFiles()) {
            throw new SettingException(
                    "recua.load.method",
                    "the server has local_infile off; set it on there, or write auto or insert here");
        }
    }

    private boolean serverTakesLocalFiles() {
        return jdbc.sql("select @@global.local_infile").query(Boolean.class).single();
    }

    /** The most bytes of a statement, and of a row that is read back. */
    public long maxAllowedPacket() {
        return jdbc.sql("select @@max_allowed_packet").query(Long.class).single();
    }

    /** Without room for a warning, LOAD DATA would change values in silence. */
    private boolean serverTellsWarnings() {
        return jdbc.sql("select @@max_error_count").query(Integer.class).single() > 0;
    }

    public RowWriter of(Header header, OnDuplicate onDuplicate, long loadId) {
        String obstacle = obstacle(header);
        if (obstacle == null) {
            return new LoadDataWriter(header, onDuplicate, loadId);
        }
        log.info("Load {} writes by INSERT, since {}", loadId, obstacle);
        return new InsertWriter(header, onDuplicate, loadId);
    }

    private String obstacle(Header header) {
        if (method == Method.INSERT) {
            return "recua.load.method says so";
        }
        if (!header.table().hashed() || !header.table().lineage()) {
            return "table " + header.table().name() + " has no columns row_key, load_id and load_row";
        }
        if (header.table().sideEffects() != null) {
            return header.table().sideEffects();
        }
        if (!header.coversTable()) {
            return "the file leaves columns of table " + header.table().name() + " out";
        }
        if (!serverTellsWarnings()) {
            return "the server has max_error_count 0, and tells no warnings";
        }
        return serverTakesLocalFiles() ? null : "the server has local_infile off";
    }
}
