package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.row.Batch;
import io.recua.row.Header;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** Sets the timestamp column of all rows to the load's instant, which stays the same after a restart. */
@Component("timestamp")
public class TimestampEnricher {

    /** Returns the load's instant in the form of the timestamp column; null if the feed has none. */
    static byte[] stamp(LocalDateTime utc, FeedProperties feed, Header header) {
        if (header.timestampIndex() < 0) {
            return null;
        }
        return header.columns()
                .get(header.timestampIndex())
                .timestampValue(utc, feed.timeZone())
                .getBytes(StandardCharsets.US_ASCII);
    }

    public void stamp(@Body Batch batch, @Variable(Load.VARIABLE) Load load) {
        if (load.loadedAt() != null) {
            batch.rows().forEach(row -> row.stamp(load.loadedAt()));
        }
    }
}
