package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.database.DatabaseClock;
import io.recua.ingest.LastLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
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

    /** Until when a feed is fresh after a success; empty for ever. Computed once for each success. */
    private record Due(Instant success, Optional<Instant> at) {}

    /**
     * The state of all feeds at one moment.
     *
     * @param now the moment
     * @param due by feed, when it is overdue without another success; feeds that never are are missing
     */
    public record Reading(Instant now, Map<String, Instant> due) {

        /** Returns since when each overdue feed is overdue. */
        public Map<String, Instant> overdue() {
            return due.entrySet().stream()
                    .filter(feed -> !feed.getValue().isAfter(now))
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
        Map<String, Instant> due = new HashMap<>();
        Instant[] now = {Instant.EPOCH};
        jdbc.sql(
                        "select feed, greatest(since, coalesce(confirmed_at, since)) known, utc_timestamp(3) now from recua_feed")
                .query(row -> {
                    String feed = row.getString("feed");
                    now[0] = DatabaseClock.instant(row, "now");
                    Instant known = DatabaseClock.instant(row, "known");
                    Instant load = loads.getOrDefault(feed, known);
                    if (properties.feeds().containsKey(feed)) {
                        due(feed, load.isAfter(known) ? load : known).ifPresent(at -> due.put(feed, at));
                    }
                });
        return new Reading(now[0], due);
    }

    private Optional<Instant> due(String feed, Instant success) {
        return dues.compute(
                        feed,
                        (name, known) -> known != null && known.success().equals(success)
                                ? known
                                : new Due(success, freshUntil(feed, success)))
                .at();
    }

    private Optional<Instant> freshUntil(String feed, Instant success) {
        Duration freshFor = properties.feed(feed).freshFor();
        if (freshFor != null) {
            return Optional.of(success.plus(freshFor));
        }
        Instant least = success.plus(LEAST);
        return schedule.slotAndAHalfAfter(feed, success).map(at -> at.isAfter(least) ? at : least);
    }
}
