package io.recua.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The packaged jar in a JVM of its own, with two feeds that nothing is fetched for. */
final class RecuaJar implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofHours(2);

    private final Process process;
    private final Database database;
    private final Bucket bucket;

    private RecuaJar(Process process, Database database, Bucket bucket) {
        this.process = process;
        this.database = database;
        this.bucket = bucket;
    }

    /** @param settings settings beside those of {@link RecuaSettings} */
    static RecuaJar start(RecuaJvm jvm, Forks forks, Job job, Database database, Bucket bucket, List<String> settings)
            throws IOException {
        List<String> all = new ArrayList<>(RecuaSettings.of(job));
        all.addAll(settings);
        return new RecuaJar(jvm.start(forks, bucket.settings(), all), database, bucket);
    }

    /** Lands the file and measures its load; the seconds are the ledger's, from the claim to the last commit. */
    Result load(String feed, CsvData data) throws IOException {
        String key = "landing/" + feed + "/" + System.currentTimeMillis() + "-rows.csv";
        Meter meter = new Meter(process.pid(), database.server());
        bucket.put(key, data.file());
        await("the load of " + key + ", see contenders.log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast("Recua has ended, see contenders.log", () -> !process.isAlive())
                .until(() -> finished(key) > 0);
        Result result = meter.result(read(key), seconds(key));
        if (result.rows() != data.rows()) {
            throw new IllegalStateException("expected " + data.rows() + " rows read but found " + result);
        }
        await("the move to the archive").atMost(PATIENCE).until(() -> !bucket.holds(key));
        bucket.empty();
        return result;
    }

    /** Lands a large file and measures its load, so many rows at a time, by the checkpoints in the ledger. */
    List<Result> loadBySteps(String feed, CsvData data, long step) throws IOException {
        String key = "landing/" + feed + "/" + System.currentTimeMillis() + "-rows.csv";
        bucket.put(key, data.file());
        List<Result> results = new ArrayList<>();
        for (long rows = 0; rows < data.rows(); rows += step) {
            long from = rows;
            long to = Math.min(rows + step, data.rows());
            await("the first commit").atMost(PATIENCE).until(() -> from == 0 || committed(key) >= from);
            Meter meter = new Meter(process.pid(), database.server());
            long start = System.nanoTime();
            await("the load of " + key + ", see contenders.log")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("Recua has ended, see contenders.log", () -> !process.isAlive())
                    .until(() -> committed(key) >= to);
            results.add(meter.result(to - from, (System.nanoTime() - start) / 1e9));
        }
        await("the end of the load").atMost(PATIENCE).until(() -> finished(key) > 0);
        bucket.empty();
        return results;
    }

    private long committed(String key) {
        return ledger(
                        "select coalesce(min(n.last_record), 0) from recua_load l join recua_lane n on n.load_id = l.id"
                                + " where l.object_key = ?",
                        key)
                .query(Long.class)
                .single();
    }

    private long finished(String key) {
        return ledger("select count(*) from recua_load where finished_at is not null and object_key = ?", key)
                .query(Long.class)
                .single();
    }

    private double seconds(String key) {
        return ledger(
                        "select timestampdiff(microsecond, started_at, finished_at) / 1e6 from recua_load"
                                + " where status = 'LOADED' and object_key = ?",
                        key)
                .query(Double.class)
                .optional()
                .orElseThrow(() -> new IllegalStateException("Recua refused " + key + ", see contenders.log"));
    }

    private long read(String key) {
        return ledger(
                        "select sum(n.inserted + n.updated + n.unchanged + n.duplicates) from recua_load l"
                                + " join recua_lane n on n.load_id = l.id where l.object_key = ?",
                        key)
                .query(Long.class)
                .single();
    }

    private JdbcClient.StatementSpec ledger(String sql, String key) {
        return database.jdbc().sql(sql).param(key);
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
