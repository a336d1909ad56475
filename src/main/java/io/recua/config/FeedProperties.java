package io.recua.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one feed: the address of its CSV, the schedule and the target table.
 *
 * @param enabled false disables the feed
 * @param url the http(s) address of the CSV
 * @param request the headers, credentials and redirect rules of the request
 * @param schedule when to fetch, as a Quartz cron expression
 * @param timeZone the time zone of the schedule and of the timestamp column
 * @param catchUp whether Recua fetches a missed slot at the next start
 * @param table the name of the target table, in the schema of the connection
 * @param key the columns that identify a row
 * @param timestampColumn the column that receives the load's {@code loadedAt}; null for none
 * @param onDuplicate which of two rows with the same key is kept
 * @param maxRejected the maximum share of rejected rows; an object with more is refused. If null, the maximum is 10% of
 *     the rows, but at least 10 rows
 * @param csv the CSV format
 */
public record FeedProperties(
        @DefaultValue("true") boolean enabled,
        String url,
        @DefaultValue RequestProperties request,
        String schedule,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("true") boolean catchUp,
        String table,
        List<String> key,
        String timestampColumn,
        @DefaultValue("newest") OnDuplicate onDuplicate,
        Percentage maxRejected,
        @DefaultValue CsvProperties csv) {

    /** Which row is kept if two rows have the same key. */
    public enum OnDuplicate {
        /** The later row of the file and the row of the later load. */
        NEWEST,
        /** The existing row. */
        FIRST
    }

    /** Returns the feed with another address. Headers and credentials are kept only if the host is the same. */
    public FeedProperties at(URI address) {
        URI current = URI.create(url);
        boolean sameHost = current.getScheme().equals(address.getScheme())
                && current.getRawAuthority().equals(address.getRawAuthority());
        RequestProperties sent = sameHost
                ? request
                : new RequestProperties(Map.of(), null, null, request.allowedHosts(), request.allowedAddresses());
        return new FeedProperties(
                enabled,
                address.toString(),
                sent,
                schedule,
                timeZone,
                catchUp,
                table,
                key,
                timestampColumn,
                onDuplicate,
                maxRejected,
                csv);
    }

    /** Returns an address without user, password, query and fragment, which may be secret. */
    public static String redacted(String url) {
        return url.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
    }

    /**
     * Checks the settings and returns this feed.
     *
     * @param prefix the prefix of the feed's settings, for error messages
     * @throws SettingException if a setting is missing or invalid
     */
    FeedProperties validated(String prefix) {
        require(url != null, prefix, "url", "is missing; write the http(s) address of the CSV");
        require(
                isHttp(url),
                prefix,
                "url",
                "is not an http(s) address; write one such as https://example.org/rows.csv");
        require(
                URI.create(url).getRawUserInfo() == null,
                prefix,
                "url",
                "holds a user, which would be logged; write request.basic.username and .password instead");
        request.check(prefix + ".request");
        require(
                schedule != null,
                prefix,
                "schedule",
                "is missing; write a Quartz cron expression such as \"0 0 5 ? * MON\"");
        require(
                CronExpression.isValidExpression(schedule),
                prefix,
                "schedule",
                "\"" + schedule + "\" is not a Quartz cron expression; write one such as \"0 0 5 ? * MON\"");
        require(
                firesAgain(),
                prefix,
                "schedule",
                "\"" + schedule + "\" never fires again; write one that does, such as \"0 0 5 ? * MON\"");
        require(table != null && !table.isBlank(), prefix, "table", "is missing; write the name of the target table");
        require(key != null && !key.isEmpty(), prefix, "key", "is missing; write the columns that identify a row");
        Set<String> names = new HashSet<>();
        key.forEach(column -> require(
                names.add(column.toLowerCase(Locale.ROOT)), prefix, "key", "names column " + column + " twice"));
        require(
                timestampColumn == null || !names.contains(timestampColumn.toLowerCase(Locale.ROOT)),
                prefix,
                "timestamp-column",
                "is a column of the key; its value differs in each load, so no row would ever be a duplicate");
        return this;
    }

    private boolean firesAgain() {
        try {
            CronExpression cron = new CronExpression(schedule);
            cron.setTimeZone(TimeZone.getTimeZone(timeZone));
            return cron.getNextValidTimeAfter(new Date()) != null;
        } catch (ParseException e) {
            throw new IllegalStateException("the schedule passed the validation before", e);
        }
    }

    /** Parses the URL here, because Spring's conversion to a URI would encode each percent sign as %25. */
    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void require(boolean holds, String prefix, String setting, String advice) {
        if (!holds) {
            throw new SettingException(prefix + "." + setting, advice);
        }
    }
}
