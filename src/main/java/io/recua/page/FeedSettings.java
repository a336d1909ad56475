package io.recua.page;

import io.recua.config.CsvProperties;
import io.recua.config.ExpectProperties;
import io.recua.config.FeedProperties;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The settings of a feed as the page shows them, by their names in {@code recua.feeds.<name>}. Each is named here, so that
 * the request's headers and credentials, which may be secret, never reach the page.
 */
final class FeedSettings {

    private final Map<String, String> shown = new LinkedHashMap<>();

    private FeedSettings() {}

    /** Returns the values by name, with the defaults; settings without a value are missing. */
    static Map<String, String> of(FeedProperties feed) {
        FeedSettings settings = new FeedSettings();
        settings.put("url", FeedProperties.redacted(feed.url()));
        settings.put("request.method", feed.request().method());
        settings.put("schedule", feed.schedule());
        settings.put("time-zone", feed.timeZone());
        settings.put("catch-up", feed.catchUp());
        settings.put("table", feed.table());
        settings.put("mode", feed.mode());
        settings.put("key", feed.key().isEmpty() ? null : feed.key());
        settings.put("on-duplicate", feed.mode() == FeedProperties.Mode.UPSERT ? feed.onDuplicate() : null);
        settings.put("timestamp-column", feed.timestampColumn());
        settings.put("deleted-column", feed.deletedColumn());
        settings.put("max-rejected", feed.maxRejected());
        settings.put("unknown-columns", feed.unknownColumns());
        settings.putExpect(feed.expect());
        settings.putCsv(feed.csv());
        settings.put("columns", feed.columns().isEmpty() ? null : feed.columns().keySet());
        return settings.shown;
    }

    private void putExpect(ExpectProperties expect) {
        put("expect.min-rows", expect.minRows());
        put("expect.max-rows", expect.maxRows());
        put("expect.min-of-last", expect.minOfLast());
        put("expect.columns", expect.columns().isEmpty() ? null : expect.columns());
        put("expect.max-rejected", expect.maxRejected());
    }

    private void putCsv(CsvProperties csv) {
        put("csv.charset", csv.charset());
        put("csv.delimiter", csv.delimiter().equals("\t") ? "\\t" : csv.delimiter());
        put("csv.quote", csv.quote());
        put("csv.escape", csv.escape());
        put("csv.header", csv.header());
        put("csv.skip-lines", csv.skipLines());
        put("csv.comment", csv.comment());
        put("csv.null", csv.nulls());
        put("csv.trim", csv.trim());
        put("csv.compression", csv.compression());
    }

    private void put(String name, Object value) {
        if (value instanceof Enum<?> word) {
            shown.put(name, word.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Iterable<?> list) {
            shown.put(name, "[" + String.join(", ", strings(list)) + "]");
        } else if (value != null) {
            shown.put(name, value.toString());
        }
    }

    private static Iterable<String> strings(Iterable<?> list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.toString().isEmpty() ? "\"\"" : item.toString())
                .toList();
    }
}
