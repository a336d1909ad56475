package io.recua.database;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the limits of the server that decide which rows it takes. */
@Component
public class ServerLimits {

    private final JdbcClient jdbc;

    ServerLimits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Returns the server's {@code max_allowed_packet}: the limit for a statement and for a row that is read, in bytes. It is the
     * global value: a session keeps the one that it began with, so that two instances could judge the same row differently.
     */
    public long maxAllowedPacket() {
        return jdbc.sql("select @@global.max_allowed_packet").query(Long.class).single();
    }
}
