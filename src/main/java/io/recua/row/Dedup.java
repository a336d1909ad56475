package io.recua.row;

import io.recua.config.RecuaProperties;
import io.recua.ingest.Claim;
import io.recua.table.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** Keeps one row of each key of a batch, the last or the first by the feed's setting, in the order of the file. */
@Component("dedup")
public class Dedup {

    private final RecuaProperties properties;

    Dedup(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Deduplicates consecutive rows.
     *
     * @param rows the rows in the order of the file, at least one
     */
    public Batch deduplicate(@Body List<Row> rows, @Variable(Claim.VARIABLE) Claim claim) {
        boolean newest = properties.feed(claim.feed()).onDuplicate().keepsLater();
        Map<RowKey, Row> kept = new LinkedHashMap<>(rows.size() * 2);
        List<Row> duplicates = new ArrayList<>();
        List<Row> rejected = new ArrayList<>();
        for (Row row : rows) {
            if (row.isRejected()) {
                rejected.add(row);
                continue;
            }
            Row other = kept.putIfAbsent(row.key(), row);
            if (other != null && newest) {
                // The later row keeps its own position: rows of other keys between the two are written before it.
                kept.remove(row.key());
                kept.put(row.key(), row);
            }
            if (other != null) {
                duplicates.add(newest ? other : row);
            }
        }
        return new Batch(
                new ArrayList<>(kept.values()),
                duplicates,
                rejected,
                rows.get(rows.size() - 1).number());
    }
}
