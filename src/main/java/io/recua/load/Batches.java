package io.recua.load;

import io.recua.config.RecuaProperties;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Cuts a load's rows into batches of so many rows, or of fewer where rows are so wide that memory would not be flat;
 * Camel's own {@code collate} counts rows alone.
 */
@Component("batches")
public class Batches {

    private static final long MAX_BYTES = 16 << 20;

    private final int maxRows;

    Batches(RecuaProperties properties) {
        this.maxRows = properties.load().batchRows();
    }

    /** The batches, each cut as it is asked for; the same rows always make the same batches. */
    public Iterator<List<Row>> collate(@Body Iterator<Row> rows) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public List<Row> next() {
                if (!rows.hasNext()) {
                    throw new NoSuchElementException();
                }
                List<Row> batch = new ArrayList<>();
                long bytes = 0;
                while (batch.size() < maxRows && bytes < MAX_BYTES && rows.hasNext()) {
                    Row row = rows.next();
                    batch.add(row);
                    bytes += row.record().rawLength();
                }
                return batch;
            }
        };
    }
}
