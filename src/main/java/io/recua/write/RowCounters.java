package io.recua.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.RecuaProperties;
import io.recua.ingest.Counts;
import org.springframework.stereotype.Component;

/**
 * {@code recua.rows}: the rows of committed batches by what became of them. A batch is counted once, by the instance that
 * committed it, so that the counts of all instances add up to the ledger's however often a load was resumed.
 */
@Component
public class RowCounters {

    private final MeterProvider<Counter> rows;

    RowCounters(MeterRegistry meters, RecuaProperties properties) {
        this.rows = Counter.builder("recua.rows")
                .description("Rows of committed batches by what became of them")
                .withRegistry(meters);
        // What is counted from zero on shows its first increase.
        properties.feeds().keySet().forEach(feed -> count(feed, Counts.NONE));
    }

    void count(String feed, Counts counts) {
        add(feed, "inserted", counts.inserted());
        add(feed, "updated", counts.updated());
        add(feed, "unchanged", counts.unchanged());
        add(feed, "duplicates", counts.duplicates());
        add(feed, "rejected", counts.rejected());
    }

    private void add(String feed, String outcome, long count) {
        rows.withTags("feed", feed, "outcome", outcome).increment(count);
    }
}
