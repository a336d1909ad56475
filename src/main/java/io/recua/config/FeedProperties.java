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
 * One feed: where its CSV comes from, when, and which table it fills.
 *
 * @param enabled false leaves the feed out altogether
 * @param url the http(s) address of the CSV
 * @param request what the source is told beside the address
 * @param schedule when to fetch, as a Quartz cron expression
 * @param timeZone the zone of the schedule and of the timestamp column
 * @param catchUp whether a slot that was missed while Recua was down is fetched at start
 * @param table the target table, in the schema of the connection
 * @param key the columns that make two rows the same
 * @param timestampColumn the column that takes the load's instant; none if absent
 * @param onDuplicate which of two rows with the same key stays
 * @param maxRejected the share of rejected rows above which an object is refused; if absent, a tenth of its rows, and ten
 *     rows of a small object
 * @param csv how the CSV is written
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

    /** What happens to a row whose key is there already. */
    public enum OnDuplicate {
        /** The later row of the file, and the later load, wins. */
        NEWEST,
        /** What is there stays. */
        FIRST
    }

    /** The same feed at another address, which is told the feed's headers and credentials on its own host alone. */
    public FeedProperties at(URI address) {
        URI own = URI.create(url);
        boolean sameHost = own.getScheme().equals(address.getScheme())
                && own.getRawAuthority().equals(address.getRawAuthority());
        RequestProperties told = sameHost
                ? request
                : new RequestProperties(Map.of(), null, null, request.allowedHosts(), request.allowedAddresses());
        return new FeedProperties(
                enabled,
                address.toString(),
                told,
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

    /** An address without user, password, query and fragment: these may be secret. */
    public static String shown(String url) {
        return url.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
    }

    FeedProperties checked(String prefix) {
        require(url != null, prefix, "url", "is missing; write the http(s) address of the CSV");
        require(isHttp(url), prefix, "url", "is no http(s) address; write one such as https://example.org/rows.csv");
        require(
                URI.create(url).getRawUserInfo() == null,
                prefix,
                "url",
                "holds a user, and would be logged with it; write request.basic.username and .password");
        request.check(prefix + ".request");
        require(schedule != null, prefix, "schedule", "is missing; write a Quartz cron such as \"0 0 5 ? * MON\"");
        require(
                CronExpression.isValidExpression(schedule),
                prefix,
                "schedule",
                "\"" + schedule + "\" is no Quartz cron; write one such as \"0 0 5 ? * MON\"");
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
                "is a column of the key; it differs at each load, so no row would ever be a duplicate");
        return this;
    }

    private boolean firesAgain() {
        try {
            CronExpression cron = new CronExpression(schedule);
            cron.setTimeZone(TimeZone.getTimeZone(timeZone));
            return cron.getNextValidTimeAfter(new Date()) != null;
        } catch (ParseException e) {
            throw new IllegalStateException("the schedule was valid before", e);
        }
    }

    /** Spring would turn each percent sign of a URI into %25, so it is read here. */
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
