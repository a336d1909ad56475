package io.recua.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How objects are loaded, the same for every feed.
 *
 * @param method how rows are written
 * @param batchRows how many records are read, and how many rows a connection commits, at once; fewer where they are wide
 * @param runBatches how many batches are sorted together on disk before they are written
 * @param writers how many connections write one load side by side
 * @param concurrency how many feeds load side by side in this instance
 * @param lease how long a claim holds without a sign of life
 * @param giveUp how long an object may fail with unexpected errors, without progress, before it is refused
 */
public record LoadProperties(
        @DefaultValue("auto") Method method,
        @DefaultValue("20000") int batchRows,
        @DefaultValue("50") int runBatches,
        @DefaultValue("2") int writers,
        @DefaultValue("4") int concurrency,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("6h") Duration giveUp) {

    /** How rows are written. */
    public enum Method {
        /** LOAD DATA where the server and the table allow it, else INSERT. */
        AUTO,
        /** The same, but a server that does not allow it stops the start. */
        LOAD_DATA,
        INSERT
    }

    public LoadProperties {
        require(batchRows >= 1 && batchRows <= 1_000_000, "batch-rows", "write a number from 1 to 1000000");
        require(runBatches >= 1 && runBatches <= 64, "run-batches", "write a number from 1 to 64");
        require(writers >= 1 && writers <= 64, "writers", "write a number from 1 to 64");
        require(concurrency >= 1, "concurrency", "write a number from 1 on");
        require(lease.toSeconds() >= 3, "lease", "write a duration from 3s on");
        require(giveUp.toSeconds() >= 1, "give-up", "write a duration from 1s on, such as 6h");
    }

    private static void require(boolean holds, String setting, String advice) {
        if (!holds) {
            throw new SettingException("recua.load." + setting, advice);
        }
    }
}
