package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.database.DatabaseClock;
import io.recua.ingest.LastLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says which feeds are overdue, over all instances and on the database's clock.
 *
 * <ol>
 *   <li>A feed's last success is its last load that is loaded, or the last fetch that found the source unchanged while the table
 *       held that content. Before the first success, it is the first start of Recua with this feed.
 *   <li>With {@code fresh-for}, the feed is overdue when its last success is older than that.
 *   <li>Else it is overdue when one slot and a half have passed: the first slot after the last success, and half of the time to
 *       the slot that follows; but never within an hour. A schedule without these two slots is never overdue.
 * </ol>
 */
@Component
public class Freshness implements InitializingBean {

    /** A load may take longer than the interval of a schedule that fires every few minutes. */
    private static final Duration LEAST = Duration.ofHours(1);

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final RecuaProperties properties;
    private final Schedule schedule;
    private final LastLoad lastLoad;
    private final JdbcClient jdbc;
    private final Map<String, Due> dues = new ConcurrentHashMap<>();

    Freshness(RecuaProperties properties, Schedule schedule, LastLoad lastLoad, JdbcClient jdbc) {
        this.properties = properties;
        this.schedule = schedule;
        this.lastLoad = lastLoad;
        this.jdbc = jdbc;
    }

    /**
     * Until when a feed is fresh after a success.
     *
     * @param success the last success, or the first start before there is any
     * @param at when the feed is overdue without another success; null for never
     * @param limit what allows this and how long, such as {@code fresh-for allows 8d}; null if {@code at} is null
     */
    public record Due(Instant success, Instant at, String limit) {

        /** Returns what is missing since when, what the feed allows, and since when it is overdue. */
        public String reason() {
            return "no load, and no fetch that found the loaded content unchanged, since " + UTC.format(success) + "; "
                    + limit + ", so the feed is overdue since " + UTC.format(at);
        }
    }

    /**
     * The state of all feeds at one moment.
     *
     * @param now the moment
     * @param due by feed, until when it is fresh; feeds that are never overdue are missing
     */
    public record Reading(Instant now, Map<String, Due> due) {

        /** Returns the feeds that are overdue. */
        public Map<String, Due> overdue() {
            return due.entrySet().stream()
                    .filter(feed -> !feed.getValue().at().isAfter(now))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /** Notes the enabled feeds that are new. */
    @Override
    public void afterPropertiesSet() {
        List<Object[]> feeds = properties.feeds().keySet().stream()
                .sorted()
                .map(feed -> new Object[] {feed})
                .toList();
        jdbc.sql("insert into recua_feed (feed) values :feeds on duplicate key update feed = values(feed)")
                .param("feeds", feeds)
                .update();
    }

    /** Reads the state of all enabled feeds by two queries, however many feeds there are. */
    public Reading read() {
        Map<String, Instant> loads = lastLoad.times();
        Map<String, Due> due = new HashMap<>();
        Instant[] now = {Instant.EPOCH};
        jdbc.sql(
                        "select feed, greatest(since, coalesce(confirmed_at, since)) known, utc_timestamp(3) now from recua_feed")
                .query(row -> {
                    String feed = row.getString("feed");
                    now[0] = DatabaseClock.instant(row, "now");
                    Instant known = DatabaseClock.instant(row, "known");
                    Instant load = loads.getOrDefault(feed, known);
                    if (properties.feeds().containsKey(feed)) {
                        Due fresh = due(feed, load.isAfter(known) ? load : known);
                        if (fresh.at() != null) {
                            due.put(feed, fresh);
                        }
                    }
                });
        return new Reading(now[0], due);
    }

    /** Computes it once for each success. */
    private Due due(String feed, Instant success) {
        return dues.compute(
                feed,
                (name, known) -> known != null && known.success().equals(success) ? known : freshUntil(feed, success));
    }

    private Due freshUntil(String feed, Instant success) {
        Duration freshFor = properties.feed(feed).freshFor();
        if (freshFor != null) {
            return new Due(success, success.plus(freshFor), "fresh-for allows " + text(freshFor));
        }
        Instant slots = schedule.slotAndAHalfAfter(feed, success).orElse(null);
        if (slots == null) {
            return new Due(success, null, null);
        }
        Instant least = success.plus(LEAST);
        return slots.isAfter(least)
                ? new Due(success, slots, "the schedule allows one slot and a half")
                : new Due(success, least, "without fresh-for, a schedule of short intervals allows " + text(LEAST));
    }

    private static String text(Duration duration) {
        return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
    }
}
