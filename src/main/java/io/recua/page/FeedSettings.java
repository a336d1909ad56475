package io.recua.page;

import io.recua.config.CsvProperties;
import io.recua.config.ExpectProperties;
import io.recua.config.FeedProperties;
import io.recua.config.RequestProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.springframework.util.unit.DataSize;

/**
 * The settings of a feed as the page shows them, by their names in {@code recua.feeds.<name>}. Each is named here, so that
 * the request's headers, credentials and body, which may be secret, never reach the page.
 */
final class FeedSettings {

    private static final String SECRET = "******";
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    private final List<Setting> shown = new ArrayList<>();
    private final String prefix;
    private final SettingOrigins origins;

    private FeedSettings(String prefix, SettingOrigins origins) {
        this.prefix = prefix;
        this.origins = origins;
    }

    /**
     * A setting.
     *
     * @param origin where it was written
     */
    public record Setting(String name, String value, String origin) {}

    /** Returns the settings with their defaults; those that do nothing unless they are set are missing. */
    static List<Setting> of(String name, FeedProperties feed, SettingOrigins origins) {
        FeedSettings settings = new FeedSettings("recua.feeds." + name + ".", origins);
        settings.put("enabled", feed.enabled());
        settings.put("url", FeedProperties.redacted(feed.url()));
        settings.putRequest(feed.request());
        settings.put("schedule", feed.schedule());
        settings.put("time-zone", feed.timeZone());
        settings.put("catch-up", feed.catchUp());
        settings.put("fresh-for", feed.freshFor(), "one slot and a half of the schedule");
        settings.put("table", feed.table());
        settings.put("mode", feed.mode());
        settings.putList("key", feed.key());
        settings.put("on-duplicate", feed.mode() == FeedProperties.Mode.UPSERT ? feed.onDuplicate() : null);
        settings.put("timestamp-column", feed.timestampColumn());
        settings.put("deleted-column", feed.deletedColumn());
        settings.put("max-rejected", feed.maxRejected(), "10%, and ten rows");
        settings.put("unknown-columns", feed.unknownColumns());
        settings.putExpect(feed.expect());
        settings.putCsv(feed.csv());
        settings.putList("columns", feed.columns().keySet());
        return settings.shown;
    }

    private void putRequest(RequestProperties request) {
        put("request.method", request.method());
        put("request.content-type", request.contentType());
        put("request.body", request.body() == null ? null : SECRET);
        putList(
                "request.headers",
                request.headers().keySet().stream()
                        .map(header -> header + ": " + SECRET)
                        .toList());
        put("request.basic", request.basic() == null ? null : SECRET);
        put("request.bearer", request.bearer() == null ? null : SECRET);
        putList("request.allowed-hosts", request.allowedHosts());
        putList("request.allowed-addresses", request.allowedAddresses());
        put("request.accept-html", request.acceptHtml());
    }

    private void putExpect(ExpectProperties expect) {
        put("expect.min-rows", expect.minRows());
        put("expect.max-rows", expect.maxRows());
        put("expect.min-of-last", expect.minOfLast());
        putList("expect.columns", expect.columns());
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
        put("csv.max-record", csv.maxRecord());
        put("csv.compression", csv.compression());
        put("csv.max-unpacked", csv.maxUnpacked(), "100 times the packed size, at least 1GB");
    }

    private void putList(String name, Iterable<?> list) {
        put(name, list.iterator().hasNext() ? list : null);
    }

    /** Adds a setting whose default depends on something, as {@code docs/settings.md} says it. */
    private void put(String name, Object value, String byDefault) {
        put(name, value == null ? byDefault : value);
    }

    private void put(String name, Object value) {
        if (value != null) {
            shown.add(new Setting(name, text(value), origins.of(prefix + name)));
        }
    }

    private static String text(Object value) {
        if (value instanceof Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof DataSize size) {
            return text(size);
        }
        return value instanceof Iterable<?> list ? "[" + String.join(", ", strings(list)) + "]" : value.toString();
    }

    /** Returns a size in the largest unit that needs no fraction, as a setting has it. */
    private static String text(DataSize size) {
        int unit = Math.min(Long.numberOfTrailingZeros(size.toBytes()) / 10, UNITS.size() - 1);
        return (size.toBytes() >> 10 * unit) + UNITS.get(unit);
    }

    private static Iterable<String> strings(Iterable<?> list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.toString().isEmpty() ? "\"\"" : item.toString())
                .toList();
    }
}
