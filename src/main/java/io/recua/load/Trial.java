package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.csv.Content;
import io.recua.csv.FeedDraft;
import io.recua.row.Origin;
import io.recua.row.Rejections;
import io.recua.row.Row;
import io.recua.row.RowMapper;
import io.recua.table.DraftTable;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What a load of a sample would do, by the settings of a draft and with its table, which need not exist.
 *
 * @param preview the first rows
 * @param rows the number of records after the header
 * @param rejections why rows would be rejected, the most frequent reason first
 */
public record Trial(Preview preview, long rows, List<Rejections.Reason> rejections) {

    /** Maps the records of the draft's sample to rows. */
    public static Trial of(FeedDraft draft) throws IOException {
        FeedProperties feed = draft.feed();
        try (Content content = draft.sample().open(feed.csv())) {
            RowMapper mapper = new RowMapper(
                    content.records(),
                    feed,
                    DraftTable.of(feed.table(), draft.definitions(), feed.key()),
                    Origin.of(0, "sample", LocalDateTime.now(ZoneOffset.UTC)));
            List<Row> first = new ArrayList<>();
            Rejections rejections = new Rejections();
            long rows = 0;
            while (mapper.hasNext()) {
                Row row = mapper.next();
                rows++;
                if (first.size() < Preview.ROWS) {
                    first.add(row);
                }
                if (row.isRejected()) {
                    rejections.add(row);
                }
            }
            return new Trial(Preview.of(mapper.header(), first), rows, rejections.reasons());
        }
    }

    /** Returns the number of rows that would be rejected. */
    public long rejected() {
        return rejections.stream().mapToLong(Rejections.Reason::rows).sum();
    }
}
