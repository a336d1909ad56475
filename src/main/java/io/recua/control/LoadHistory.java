package io.recua.control;

import io.recua.ingest.LoadStatus;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads from the ledger what the page plots: the last loads of each feed, and a feed's numbers by day and by month. */
@Component
public class LoadHistory {

    /** The number of feeds in one query. */
    private static final int FEEDS = 100;

    /** The ids alone, which one index holds in this order: with more columns, MySQL sorts all loads of the feed. */
    private static final String LAST =
            "(select id from recua_load where feed = ? order by started_at desc, id desc limit ?)";

    private final JdbcClient jdbc;

    LoadHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A load in short. */
    public record Brief(long id, String feed, LoadStatus status, long total, long rejected) {}

    /** Returns the last loads of each feed by the feed's name, the oldest first; feeds without a load are missing. */
    public Map<String, List<Brief>> last(Collection<String> feeds, int limit) {
        Map<String, List<Brief>> last = new TreeMap<>();
        List<String> names = List.copyOf(feeds);
        for (int from = 0; from < names.size(); from += FEEDS) {
            List<String> some = names.subList(from, Math.min(from + FEEDS, names.size()));
            last.putAll(lastOf(some, limit));
        }
        return last;
    }

    /** One range of the index for each feed: to number the loads of all feeds would read the whole ledger. */
    private Map<String, List<Brief>> lastOf(List<String> feeds, int limit) {
        List<Object> parameters = new ArrayList<>();
        feeds.forEach(feed -> parameters.addAll(List.of(feed, limit)));
        return jdbc
                .sql(
                        "select l.id, l.feed, l.status, sum(n.rejected) rejected,"
                                + " sum(n.inserted + n.updated + n.unchanged + n.duplicates + n.rejected) total from ("
                                + String.join(" union all ", Collections.nCopies(feeds.size(), LAST))
                                + ") newest join recua_load l on l.id = newest.id join recua_lane n on n.load_id = l.id group by l.id, l.feed, l.status order by l.id")
                .params(parameters)
                .query(Brief.class)
                .list()
                .stream()
                .collect(Collectors.groupingBy(Brief::feed));
    }

    /**
     * The loads of a feed that began on one day, in UTC.
     *
     * @param seconds how long the longest took; null if none has ended
     * @param bytes the size of their objects; null if none was read
     */
    public record Day(
            LocalDate day,
            long loads,
            long refused,
            long inserted,
            long updated,
            long unchanged,
            long duplicates,
            long rejected,
            Double seconds,
            Long bytes) {

        /** Returns the share of the rejected rows in percent; null if no row was read. */
        public Double rejectedPercent() {
            long total = inserted + updated + unchanged + duplicates + rejected;
            return total == 0 ? null : Math.round(10_000.0 * rejected / total) / 100.0;
        }
    }

    /** Returns the last days of a feed with their loads, the oldest first; days without a load are missing. */
    public List<Day> days(String feed, int days) {
        return jdbc.sql("select date(began) day, count(*) loads, sum(status = 'QUARANTINED') refused,"
                        + " sum(inserted) inserted, sum(updated) updated, sum(unchanged) unchanged,"
                        + " sum(duplicates) duplicates, sum(rejected) rejected,"
                        + " max(timestampdiff(microsecond, began, ended)) / 1000000 seconds, sum(bytes) bytes from ("
                        + "select l.id, l.status, l.started_at began, l.finished_at ended, l.bytes,"
                        + " sum(n.inserted) inserted, sum(n.updated) updated, sum(n.unchanged) unchanged,"
                        + " sum(n.duplicates) duplicates, sum(n.rejected) rejected"
                        + " from recua_load l join recua_lane n on n.load_id = l.id"
                        + " where l.feed = ? and l.started_at >= utc_date() - interval ? day"
                        + " group by l.id, l.status, l.started_at, l.finished_at, l.bytes) each_load"
                        + " group by date(began) order by date(began)")
                .params(feed, days - 1)
                .query(Day.class)
                .list();
    }

    /** The loads of a feed that ended in a month, in UTC, and that the ledger has deleted since. */
    public record Month(
            String month,
            long loads,
            long refused,
            long inserted,
            long updated,
            long unchanged,
            long duplicates,
            long rejected,
            long seconds) {}

    /** Returns the months whose loads were deleted, the newest first. */
    public List<Month> months(String feed) {
        return jdbc.sql("select * from recua_month where feed = ? order by month desc")
                .param(feed)
                .query(Month.class)
                .list();
    }
}
