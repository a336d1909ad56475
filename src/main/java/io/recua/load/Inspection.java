package io.recua.load;

import io.recua.config.CsvProperties;
import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.Content;
import io.recua.csv.Decompressor;
import io.recua.csv.Excerpt;
import io.recua.ingest.LastLoad;
import io.recua.ingest.RefusedException;
import io.recua.row.Batches;
import io.recua.row.Expectation;
import io.recua.row.Header;
import io.recua.row.KeySet;
import io.recua.row.Origin;
import io.recua.row.RejectionLimit;
import io.recua.row.Rejections;
import io.recua.row.Row;
import io.recua.row.RowMapper;
import io.recua.table.Column;
import io.recua.table.Table;
import io.recua.table.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Reads a CSV as a load does, without writing rows, and reports the result that a load would have. */
public final class Inspection {

    private final RecuaProperties properties;
    private final Tables tables;
    private final LastLoad lastLoad;

    Inspection(RecuaProperties properties, Tables tables, LastLoad lastLoad) {
        this.properties = properties;
        this.tables = tables;
        this.lastLoad = lastLoad;
    }

    /**
     * The result of an inspection.
     *
     * @param table the feed's table
     * @param matched the columns of the table that the file fills, without the timestamp column
     * @param ignored the columns of the file that the table lacks
     * @param missing the columns of the table that the file lacks; they become NULL or their default
     * @param nearMisses warnings about missing columns with nearly the name of an ignored one
     * @param rows the records after the header
     * @param keys the distinct keys among the rows that are not rejected
     * @param duplicates the rows with a key that an earlier row of the file has
     * @param allKeysCounted false if there were too many keys for the memory; {@code duplicates} is then the least
     * @param rejections why rows are rejected, the most frequent reason first
     * @param preview the first rows, as they would be stored
     * @param refusal why the file would be refused as a whole; null if it would not
     */
    public record Findings(
            Table table,
            List<String> matched,
            List<String> ignored,
            List<String> missing,
            List<String> nearMisses,
            long rows,
            long keys,
            long duplicates,
            boolean allKeysCounted,
            List<Rejections.Reason> rejections,
            Preview preview,
            String refusal) {

        public long rejected() {
            return rejections.stream().mapToLong(Rejections.Reason::rows).sum();
        }
    }

    /**
     * Reads the object to its end, or to the place where a load would refuse it.
     *
     * @param name its name; the ending tells the compression
     * @param size its length in bytes; -1 if it is not known
     * @param maxKeyBytes the memory for the keys of the whole file
     */
    public Findings inspect(String feedName, InputStream object, String name, long size, long maxKeyBytes)
            throws IOException {
        return inspect(feedName, properties.feed(feedName).csv(), object, name, size, maxKeyBytes);
    }

    /**
     * Reads the object in another CSV format than that of the feed.
     *
     * @see #inspect(String, InputStream, String, long, long)
     */
    public Findings inspect(
            String feedName, CsvProperties csv, InputStream object, String name, long size, long maxKeyBytes)
            throws IOException {
        Table table = tables.of(feedName);
        Tally tally = new Tally(properties.feed(feedName).with(csv), maxKeyBytes);
        Header header = null;
        String refusal = null;
        try (Content content = Decompressor.open(object, size, tally.feed, name)) {
            RowMapper rows = new RowMapper(
                    content.records(), tally.feed, table, Origin.of(0, name, LocalDateTime.now(ZoneOffset.UTC)));
            header = rows.header();
            Iterator<List<Row>> batches = Batches.cut(rows, properties.load().batchRows());
            while (batches.hasNext()) {
                tally.add(batches.next(), !batches.hasNext());
            }
            refusal = new Expectation(tally.feed.expect(), lastLoad.records(feedName))
                    .unmet(header.names(), tally.rows, tally.rejections.rows())
                    .orElse(null);
        } catch (RefusedException e) {
            refusal = e.getMessage();
        }
        return tally.findings(table, header, refusal != null ? refusal : tally.refusal);
    }

    private static final class Tally {

        private final FeedProperties feed;
        private final RejectionLimit limit;
        private final KeySet keys;
        private final Rejections rejections = new Rejections();
        private final List<Row> first = new ArrayList<>();
        private long rows;
        private long duplicates;
        private boolean allKeysCounted = true;
        private String refusal;

        Tally(FeedProperties feed, long maxKeyBytes) {
            this.feed = feed;
            this.limit = new RejectionLimit(feed);
            this.keys = new KeySet(maxKeyBytes);
        }

        /** Checks the share of rejected rows after each batch, as a load does. */
        void add(List<Row> batch, boolean last) {
            batch.forEach(this::add);
            if (refusal == null) {
                refusal = limit.exceeded(rows, rejections.rows(), last).orElse(null);
            }
        }

        private void add(Row row) {
            rows++;
            if (first.size() < Preview.ROWS) {
                first.add(row);
            }
            if (row.isRejected()) {
                rejections.add(row);
            } else if (keys.isFull()) {
                allKeysCounted = false;
            } else if (!keys.add(row.key())) {
                duplicates++;
            }
        }

        Findings findings(Table table, Header header, String reason) {
            Stream<Column> filled = header == null ? Stream.empty() : header.columns().stream();
            List<String> matched = names(filled.filter(column -> !isTimestamp(table, column)));
            List<String> missing = header == null
                    ? List.of()
                    : names(table.columns().stream()
                            .filter(column ->
                                    !column.generated() && !table.isOwn(column) && !isTimestamp(table, column))
                            .filter(column -> !matched.contains(column.name())));
            return new Findings(
                    table,
                    matched,
                    header == null
                            ? List.of()
                            : header.ignored().stream().map(Excerpt::of).toList(),
                    missing,
                    header == null ? List.of() : header.nearMisses(),
                    rows,
                    keys.size(),
                    duplicates,
                    allKeysCounted,
                    rejections.reasons(),
                    header == null ? new Preview(List.of(), List.of()) : Preview.of(header, first),
                    reason);
        }

        private static boolean isTimestamp(Table table, Column column) {
            return table.timestamp().filter(column::equals).isPresent();
        }

        private static List<String> names(Stream<Column> columns) {
            return columns.map(Column::name).toList();
        }
    }
}
