package io.recua.row;

import io.recua.ingest.Claim;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * Groups the rows of a load into batches of {@code recua.load.batch-rows} rows. Wide rows make smaller batches, so that memory
 * stays flat; Camel's own {@code collate} counts rows only.
 */
@Component("batches")
public class Batches {

    /** The limit for the records of a batch with the bounds of their fields, in bytes. The last row may exceed it. */
    public static final long MAX_BYTES = 16 << 20;

    /** Returns the batches, each read on demand. The same load always returns the same batches. */
    public Iterator<List<Row>> collate(@Body Iterator<Row> rows, @Variable(Claim.VARIABLE) Claim claim) {
        return cut(rows, claim.limits().batchRows());
    }

    public static Iterator<List<Row>> cut(Iterator<Row> rows, int maxRows) {
        return new Iterator<>() {
            private boolean failed;

            /** Returns false after a failure: when a split cleans up, it asks again and would log the failure again. */
            @Override
            public boolean hasNext() {
                if (failed) {
                    return false;
                }
                failed = true;
                boolean more = rows.hasNext();
                failed = false;
                return more;
            }

            @Override
            public List<Row> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                failed = true;
                List<Row> batch = new ArrayList<>();
                long bytes = 0;
                while (batch.size() < maxRows && bytes < MAX_BYTES && rows.hasNext()) {
                    Row row = rows.next();
                    batch.add(row);
                    bytes += row.record().memory();
                }
                failed = false;
                return batch;
            }
        };
    }
}
