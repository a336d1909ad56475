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

/**
 * Selects how a load writes its rows: by LOAD DATA if the setting, the server and the table allow it, otherwise by
 * INSERT.
 */
@Component
public class RowWriters {

    private static final Logger log = LoggerFactory.getLogger(RowWriters.class);

    private final JdbcClient jdbc;
    private final Method method;

    RowWriters(JdbcClient jdbc, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.method = properties.load().method();
        if (method == Method.LOAD_DATA && !serverAcceptsLocalData()) {
            throw new SettingException(
                    "recua.load.method",
                    "local_infile is off on the server; set it on there, or write auto or insert here");
        }
    }

    private boolean serverAcceptsLocalData() {
        return jdbc.sql("select @@global.local_infile").query(Boolean.class).single();
    }

    /** Without warnings, LOAD DATA would change invalid values and nothing would report it. */
    private boolean serverReturnsWarnings() {
        return jdbc.sql("select @@max_error_count").query(Integer.class).single() > 0;
    }

    /** Returns the writer for a load; logs the reason if it is INSERT. */
    public RowWriter of(Header header, OnDuplicate onDuplicate, long loadId) {
        String whyInsert = whyInsert(header);
        if (whyInsert == null) {
            return new LoadDataWriter(header, onDuplicate, loadId);
        }
        log.info("Load {} writes by INSERT because {}", loadId, whyInsert);
        return new InsertWriter(header, onDuplicate, loadId);
    }

    private String whyInsert(Header header) {
        if (method == Method.INSERT) {
            return "recua.load.method is insert";
        }
        if (!header.table().hasRecuaColumns()) {
            return "table " + header.table().name() + " has a key of its own, not Recua's columns";
        }
        if (header.table().sideEffects() != null) {
            return header.table().sideEffects();
        }
        if (!header.table().key().isEmpty() && !header.coversTable()) {
            return "the file does not have all columns of table "
                    + header.table().name();
        }
        if (!serverReturnsWarnings()) {
            return "max_error_count is 0 on the server, so it returns no warnings";
        }
        return serverAcceptsLocalData() ? null : "local_infile is off on the server";
    }
}
