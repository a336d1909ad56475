package io.recua.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.FeedProperties.Mode;
import io.recua.config.RecuaProperties;
import io.recua.ingest.Counts;
import io.recua.ingest.WaitingFeeds;
import org.springframework.stereotype.Component;

/**
 * Counts the rows of committed batches by outcome, in the meter {@code recua.rows}. The instance that commits a batch
 * counts it, once. The sum over all instances therefore equals the ledger's counts, however often a load was resumed.
 * A feed whose rows are committed does not wait any more.
 */
@Component
public class RowCounters {

    private final MeterProvider<Counter> rows;
    private final WaitingFeeds waiting;

    RowCounters(MeterRegistry meters, RecuaProperties properties, WaitingFeeds waiting) {
        this.waiting = waiting;
        this.rows = Counter.builder("recua.rows")
                .description("Rows of committed batches by outcome")
                .withRegistry(meters);
        // Creates each counter at zero: a counter that starts at its first value shows no increase.
        properties.feeds().forEach((name, feed) -> {
            count(name, Counts.NONE);
            if (feed.mode() == Mode.SNAPSHOT) {
                countDeleted(name, 0);
            }
        });
    }

    /** Adds the counts of one committed batch. */
    void count(String feed, Counts counts) {
        waiting.clear(feed);
        add(feed, "inserted", counts.inserted());
        add(feed, "updated", counts.updated());
        add(feed, "unchanged", counts.unchanged());
        add(feed, "duplicates", counts.duplicates());
        add(feed, "rejected", counts.rejected());
    }

    /** Adds the rows that a snapshot has deleted or marked. */
    void countDeleted(String feed, long rows) {
        waiting.clear(feed);
        add(feed, "deleted", rows);
    }

    private void add(String feed, String outcome, long count) {
        rows.withTags("feed", feed, "outcome", outcome).increment(count);
    }
}
