package io.recua.config;

import static io.recua.config.SettingException.require;

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
import java.util.stream.Stream;
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
 * @param mode the meaning of a load for the rows of earlier loads
 * @param key the columns that identify a row; empty with mode {@code append}
 * @param timestampColumn the column that receives the load's {@code loadedAt}; null for none
 * @param onDuplicate which of two rows with the same key is kept
 * @param maxRejected the maximum share of rejected rows; an object with more is refused. If null, the maximum is 10% of
 *     the rows, but at least 10 rows
 * @param expect what an object must look like to be loaded
 * @param unknownColumns what happens if the file has columns that the table lacks
 * @param deletedColumn with mode {@code snapshot}: the column that marks rows that the file lacks with the load's
 *     instant; null to delete these rows
 * @param columns the columns of the table whose values have another name or form in the file, by name
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
        @DefaultValue("upsert") Mode mode,
        @DefaultValue List<String> key,
        String timestampColumn,
        @DefaultValue("newest") OnDuplicate onDuplicate,
        Percentage maxRejected,
        @DefaultValue ExpectProperties expect,
        @DefaultValue("warn") UnknownColumns unknownColumns,
        String deletedColumn,
        @DefaultValue Map<String, ColumnProperties> columns,
        @DefaultValue CsvProperties csv) {

    /** The meaning of a load for the rows of earlier loads. */
    public enum Mode {
        /** The rows of the file are added, or replace those with the same key; all other rows stay. */
        UPSERT,
        /** The file is the whole table: after a load without rejected rows, rows that it lacks are deleted. */
        SNAPSHOT,
        /** Each record is a new row; the table has no key. */
        APPEND
    }

    /** What happens if the file has columns that the table lacks. The ledger names them in each case. */
    public enum UnknownColumns {
        IGNORE,
        /** The log and a meter tell it. */
        WARN,
        /** The object is refused. */
        REFUSE
    }

    /** Which row is kept if two rows have the same key. */
    public enum OnDuplicate {
        /** The later row of the file and the row of the later load. */
        NEWEST,
        /** The existing row. */
        FIRST,
        /** As {@code NEWEST}, but a stored row with the same values stays as it is, with its timestamp. */
        CHANGED;

        /** Returns whether the later of two rows of one file is kept. */
        public boolean keepsLater() {
            return this != FIRST;
        }
    }

    /** Returns the feed with another address. Headers and credentials are kept only if the host is the same. */
    public FeedProperties at(URI address) {
        URI current = URI.create(url);
        boolean sameHost = current.getScheme().equals(address.getScheme())
                && current.getRawAuthority().equals(address.getRawAuthority());
        RequestProperties sent = sameHost
                ? request
                : new RequestProperties(Map.of(), null, null, request.allowedHosts(), request.allowedAddresses());
        return with(address.toString(), sent, csv);
    }

    /** Returns the feed with another CSV format. */
    public FeedProperties with(CsvProperties format) {
        return with(url, request, format);
    }

    private FeedProperties with(String address, RequestProperties sent, CsvProperties format) {
        return new FeedProperties(
                enabled,
                address,
                sent,
                schedule,
                timeZone,
                catchUp,
                table,
                mode,
                key,
                timestampColumn,
                onDuplicate,
                maxRejected,
                expect,
                unknownColumns,
                deletedColumn,
                columns,
                format);
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
        require(url != null, prefix + ".url", "is missing; write the http(s) address of the CSV");
        require(
                isHttp(url),
                prefix + ".url",
                "is not an http(s) address; write one such as https://example.org/rows.csv");
        require(
                URI.create(url).getRawUserInfo() == null,
                prefix + ".url",
                "holds a user, which would be logged; write request.basic.username and .password instead");
        request.check(prefix + ".request");
        require(
                schedule != null,
                prefix + ".schedule",
                "is missing; write a Quartz cron expression such as \"0 0 5 ? * MON\"");
        require(
                CronExpression.isValidExpression(schedule),
                prefix + ".schedule",
                "\"" + schedule + "\" is not a Quartz cron expression; write one such as \"0 0 5 ? * MON\"");
        require(
                firesAgain(),
                prefix + ".schedule",
                "\"" + schedule + "\" never fires again; write one that does, such as \"0 0 5 ? * MON\"");
        require(table != null && !table.isBlank(), prefix + ".table", "is missing; write the name of the target table");
        checkKey(prefix);
        checkMode(prefix);
        expect.check(prefix + ".expect");
        columns.forEach((column, settings) -> settings.check(prefix + ".columns." + column));
        return this;
    }

    private void checkKey(String prefix) {
        require(
                !key.isEmpty() || mode == Mode.APPEND,
                prefix + ".key",
                "is missing; write the columns that identify a row");
        require(
                key.isEmpty() || mode != Mode.APPEND,
                prefix + ".key",
                "is not used with mode append, which adds each record as a new row; remove it");
        Set<String> names = new HashSet<>();
        key.forEach(column -> require(
                names.add(column.toLowerCase(Locale.ROOT)), prefix + ".key", "names column " + column + " twice"));
        require(
                timestampColumn == null || !names.contains(timestampColumn.toLowerCase(Locale.ROOT)),
                prefix + ".timestamp-column",
                "is a column of the key; its value differs in each load, so no row would ever be a duplicate");
        require(
                timestampColumn == null || columns.keySet().stream().noneMatch(timestampColumn::equalsIgnoreCase),
                prefix + ".columns." + timestampColumn,
                "is the timestamp column, which each load fills; remove one of the two settings");
    }

    private void checkMode(String prefix) {
        require(
                mode == Mode.UPSERT || onDuplicate == OnDuplicate.NEWEST,
                prefix + ".on-duplicate",
                "is used with mode upsert only; remove it, or write mode: upsert");
        require(
                deletedColumn == null
                        || Stream.concat(key.stream(), columns.keySet().stream())
                                .noneMatch(deletedColumn::equalsIgnoreCase),
                prefix + ".deleted-column",
                "must be a column that is not part of the key and has no other settings");
        require(
                deletedColumn == null || mode == Mode.SNAPSHOT,
                prefix + ".deleted-column",
                "is used with mode snapshot only; remove it, or write mode: snapshot");
    }

    /** Returns the settings of a column of the table, whose name may differ in case; null if it has none. */
    public ColumnProperties column(String name) {
        return columns.entrySet().stream()
                .filter(column -> column.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether a column of the table takes its value from the settings, not from a field of the file. */
    public boolean isConstant(String column) {
        return column(column) != null && column(column).value() != null || column.equalsIgnoreCase(deletedColumn);
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
}
