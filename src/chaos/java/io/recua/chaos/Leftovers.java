package io.recua.chaos;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the loads left behind: the tables, the ledger, the files of rejected rows. */
record Leftovers(JdbcClient jdbc) {

    /**
     * A load in the ledger.
     *
     * @param name the object's name behind the feed
     * @param counts inserted, updated, unchanged, duplicates, rejected
     * @param checkpoints the least and the last record of a lane, the most committed rows of a next run, and the rejected rows
     *     that are in the ledger
     */
    record Load(
            String name,
            String landing,
            String status,
            String error,
            int lanes,
            int batchRows,
            int runBatches,
            long deleted,
            List<Long> counts,
            List<Long> checkpoints) {

        /** Where the object is to be. */
        String key() {
            return landing.replaceFirst("landing/", status.equals("QUARANTINED") ? "quarantine/" : "archive/");
        }
    }

    /**
     * The rows of a table, each by its key, or by its origin with mode append.
     *
     * @param repeated keys that are there twice
     * @param otherInstants keys of rows whose instant is not that of their load
     */
    record Table(Map<String, String> rows, List<String> repeated, List<String> otherInstants) {}

    /** The loads of a feed, in the order of the keys. */
    List<Load> loads(Feed feed) {
        return jdbc.sql("select object_key, status, coalesce(error, '') error, lanes, batch_rows, run_batches, deleted,"
                        + " sum(inserted), sum(updated), sum(unchanged), sum(duplicates), sum(rejected),"
                        + " min(last_record), max(last_record), max(committed_in_run),"
                        + " (select count(*) from recua_rejected where load_id = id)"
                        + " from recua_load left join recua_lane on load_id = id where feed = ?"
                        + " group by id order by object_key")
                .param(feed.id())
                .query((row, number) -> load(feed, row))
                .list();
    }

    private static Load load(Feed feed, ResultSet row) throws SQLException {
        return new Load(
                row.getString(1).substring(feed.landing().length()),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getLong(7),
                List.of(row.getLong(8), row.getLong(9), row.getLong(10), row.getLong(11), row.getLong(12)),
                List.of(row.getLong(13), row.getLong(14), row.getLong(15), row.getLong(16)));
    }

    /** Pairs of objects of which the later one was claimed before the load of the earlier one had ended. */
    List<String> outOfOrder(Feed feed) {
        return jdbc.sql("select concat(later.object_key, ' before ', earlier.object_key) from recua_load earlier"
                        + " join recua_load later on later.feed = earlier.feed and later.object_key > earlier.object_key"
                        + " where earlier.feed = ? and later.started_at < earlier.finished_at")
                .param(feed.id())
                .query(String.class)
                .list();
    }

    Table table(Feed feed) {
        Table table = new Table(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        String values = "select coalesce(code, '\\\\N'), coalesce(name, '\\\\N'), amount, "
                + (hasExtra(feed) ? "coalesce(extra, '\\\\N')" : "'\\\\N'");
        String sql = feed.hasLineage()
                ? values + ", substring_index(object_key, '/', -1), load_row, t.loaded_at = l.loaded_at from "
                        + feed.table() + " t left join recua_load l on id = load_id"
                : values + " from " + feed.table();
        jdbc.sql(sql).query((RowCallbackHandler) row -> add(feed, row, table));
        return table;
    }

    private static void add(Feed feed, ResultSet row, Table table) throws SQLException {
        String values = row.getString(1) + "|" + row.getString(2) + "|" + row.getString(3) + "|" + row.getString(4);
        String origin = feed.hasLineage() ? row.getString(5) + "#" + row.getLong(6) : "";
        String key = feed == Feed.APPEND ? origin : row.getString(1);
        if (table.rows().put(key, values + (feed.hasLineage() ? "|" + origin : "")) != null) {
            table.repeated().add(key);
        }
        if (feed.hasLineage() && !row.getBoolean(7)) {
            table.otherInstants().add(key);
        }
    }

    private boolean hasExtra(Feed feed) {
        return jdbc.sql("select count(*) from information_schema.columns where table_schema = database()"
                                + " and table_name = ? and column_name = 'extra'")
                        .param(feed.table())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The rows of a file of rejected rows, each as line, colon, bytes. */
    static List<String> rejected(String file) {
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(file))) {
            return parser.stream()
                    .map(record -> record.get("line") + ":" + record.get("record"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
