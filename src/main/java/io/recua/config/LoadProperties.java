package io.recua.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings for loads, the same for all feeds.
 *
 * @param method how rows are written
 * @param batchRows the maximum number of records per batch and of rows per transaction; wide rows reduce it
 * @param runBatches the number of batches that are sorted together on disk before they are written
 * @param writers the number of connections that write one load in parallel
 * @param concurrency the maximum number of feeds that this instance loads in parallel
 * @param lease how long a lease stays valid without a heartbeat
 * @param giveUp how long an object may fail with unexpected errors and without progress before it is refused
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
        /** LOAD DATA if the server and the table allow it, otherwise INSERT. */
        AUTO,
        /** Like AUTO, but the start fails if the server does not allow LOAD DATA. */
        LOAD_DATA,
        INSERT
    }

    public LoadProperties {
        require(batchRows >= 1 && batchRows <= 1_000_000, "batch-rows", "write a number from 1 to 1000000");
        require(runBatches >= 1 && runBatches <= 64, "run-batches", "write a number from 1 to 64");
        require(writers >= 1 && writers <= 64, "writers", "write a number from 1 to 64");
        require(concurrency >= 1, "concurrency", "write a number of 1 or more");
        require(lease.toSeconds() >= 3, "lease", "write a duration of 3s or more");
        require(giveUp.toSeconds() >= 1, "give-up", "write a duration of 1s or more, such as 6h");
    }

    private static void require(boolean holds, String setting, String advice) {
        if (!holds) {
            throw new SettingException("recua.load." + setting, advice);
        }
    }
}
