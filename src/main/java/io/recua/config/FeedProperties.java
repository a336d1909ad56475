package io.recua.config;

import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one feed: the address of its CSV, the schedule and the target table.
 *
 * @param enabled false disables the feed
 * @param url the http(s) address of the CSV; may hold dates, see {@link DatedText}
 * @param request the headers, credentials and redirect rules of the request
 * @param schedule when to fetch, as a Quartz cron expression
 * @param timeZone the time zone of the schedule and of the timestamp column
 * @param catchUp whether Recua fetches a missed slot at the next start
 * @param freshFor how old the feed's last success may become before the feed is overdue; null for one slot and a half of
 *     the schedule
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
        Duration freshFor,
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

    /** Returns the address of the content of a slot: {@code url} with its dates, in the feed's time zone. */
    public URI address(Instant slot) {
        return URI.create(new DatedText(url).at(slot.atZone(timeZone)));
    }

    /** Returns the body of the request of a slot: {@code request.body} with its dates; empty if it has none. */
    public Optional<String> body(Instant slot) {
        return Optional.ofNullable(request.body()).map(body -> new DatedText(body).at(slot.atZone(timeZone)));
    }

    /** Returns whether the request of a slot holds its date. Without one, each slot requests the same. */
    public boolean isDated() {
        return new DatedText(url).isDated() || request.body() != null && new DatedText(request.body()).isDated();
    }

    /** Returns the feed with another address. Headers and credentials are kept only if the host is the same. */
    public FeedProperties at(URI address) {
        URI current = address(Instant.EPOCH);
        boolean sameHost = current.getScheme().equals(address.getScheme())
                && current.getRawAuthority().equals(address.getRawAuthority());
        RequestProperties sent = sameHost ? request : request.withoutSecrets();
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
                freshFor,
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
     * Returns the schedule in the feed's time zone.
     *
     * @throws IllegalStateException if it is invalid, which the start excludes
     */
    public CronExpression cron() {
        try {
            CronExpression cron = new CronExpression(schedule);
            cron.setTimeZone(TimeZone.getTimeZone(timeZone));
            return cron;
        } catch (ParseException e) {
            throw new IllegalStateException("the schedule was valid at start", e);
        }
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
        ColumnProperties settings = column(column);
        return settings != null && settings.value() != null || column.equalsIgnoreCase(deletedColumn);
    }
}
