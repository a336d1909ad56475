package io.recua.load;

import io.recua.bench.Job;
import io.recua.bench.Meter;
import io.recua.row.Row;
import java.util.Iterator;

/** Recua's way from the bytes to rows that are checked and hashed, on one thread, without the lanes. */
final class ParseAlone {

    private ParseAlone() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        try (ClaimedFile file = new ClaimedFile(job)) {
            drain(file.rows(), job);
            Meter meter = Meter.start(job);
            drain(file.rows(), job);
            meter.stop(job.rows());
        }
    }

    private static void drain(Iterator<Row> rows, Job job) {
        long accepted = 0;
        while (rows.hasNext()) {
            accepted += rows.next().isRejected() ? 0 : 1;
        }
        if (accepted != job.rows()) {
            throw new IllegalStateException("expected " + job.rows() + " rows but found " + accepted);
        }
    }
}
