package io.recua.load;

import io.recua.bench.Job;
import io.recua.bench.Meter;
import io.recua.row.Batch;
import io.recua.row.Dedup;
import io.recua.row.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Recua's lanes alone: the batches, deduplicated and stamped, are in memory before the clock starts. */
final class WriterAlone {

    private static final int BATCH_ROWS = 50_000;

    private WriterAlone() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        try (ClaimedFile file = new ClaimedFile(job)) {
            List<Batch> batches = batches(file);
            System.gc();
            Meter meter = Meter.start(job);
            for (Batch batch : batches) {
                file.load().lanes().write(batch, () -> {});
            }
            file.load().lanes().finish(() -> {});
            meter.stop(job.rows());
        }
    }

    private static List<Batch> batches(ClaimedFile file) throws Exception {
        List<Batch> batches = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (Iterator<Row> all = file.rows(); all.hasNext(); ) {
            rows.add(all.next());
            if (rows.size() == BATCH_ROWS || !all.hasNext()) {
                Batch batch =
                        file.bean(Dedup.class).deduplicate(rows, file.load().claim());
                file.bean(TimestampEnricher.class).stamp(batch, file.load());
                batches.add(batch);
                rows = new ArrayList<>();
            }
        }
        return batches;
    }
}
