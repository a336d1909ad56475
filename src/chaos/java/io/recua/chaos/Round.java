package io.recua.chaos;

import static org.awaitility.Awaitility.await;

import io.recua.testing.HttpSource;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One run of a seed: an empty database and bucket, two instances, the faults, rest, the comparison. */
final class Round {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final long seed;
    private final int count;
    private final Program program;
    private final MySql mysql;
    private final History history = new History();
    private final Verdict verdict = new Verdict();

    /**
     * What came of a run.
     *
     * @param unexpected loads that failed for a reason that Recua does not know
     */
    record Result(
            long seed,
            Map<Kind, Integer> struck,
            List<String> history,
            Verdict verdict,
            long loads,
            long rows,
            long unexpected,
            Duration took) {}

    /** @param count how many faults are drawn */
    Round(long seed, int count, Program program, MySql mysql) {
        this.seed = seed;
        this.count = count;
        this.program = program;
        this.mysql = mysql;
    }

    Result run() throws IOException, InterruptedException {
        long from = System.nanoTime();
        TestDatabase database = TestDatabase.empty();
        Feed.createTables(database);
        TestBucket bucket = TestBucket.empty();
        try (HttpSource source = HttpSource.start();
                Injector injector = new Injector(mysql, database, URI.create(source.url("/")), history, verdict)) {
            System.setProperty("aws.endpointUrl", injector.s3Url());
            TestDatabase way = new TestDatabase(injector.databaseUrl(), database.user(), database.password());
            Random random = new Random(seed);
            try (Fleet fleet = new Fleet(program, bucket, way, injector.sourceUrl(), Fault.Sizes.draw(random))) {
                fleet.awaitStarted();
                Lander lander = new Lander(seed, bucket, database, source, history);
                strike(Fault.draw(random, count, mysql.canRestart()), injector, fleet, lander);
                lander.stop();
                boolean quiet = awaitQuiet(database.jdbc(), bucket, injector, fleet, lander);
                verdict.equal(Promise.ALIVE, "instances", fleet.endedByThemselves(), List.of());
                fleet.kill();
                Oracle oracle = new Oracle(database, bucket, lander, verdict);
                if (quiet) {
                    Arrays.stream(Feed.values()).forEach(oracle::check);
                }
                Duration took = Duration.ofNanos(System.nanoTime() - from);
                return new Result(
                        seed,
                        history.struck(),
                        history.lines(),
                        verdict,
                        oracle.loads(),
                        oracle.rows(),
                        fleet.unexpectedErrors(),
                        took);
            }
        }
    }

    private void strike(List<Fault> faults, Injector injector, Fleet fleet, Lander lander)
            throws IOException, InterruptedException {
        for (Fault fault : faults) {
            TimeUnit.MILLISECONDS.sleep(fault.pauseMillis());
            injector.inject(fault, fleet, lander);
            injector.tend(fleet, fault.sizes());
        }
        injector.awaitStruck();
        injector.end();
    }

    private boolean awaitQuiet(JdbcClient jdbc, TestBucket bucket, Injector injector, Fleet fleet, Lander lander) {
        Fault.Sizes sizes = Fault.Sizes.draw(new Random(seed));
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .ignoreExceptions()
                    .until(() -> {
                        injector.tend(fleet, sizes);
                        return isQuiet(jdbc, bucket, lander);
                    });
            verdict.check(Promise.GOES_ON, true, () -> "");
            return true;
        } catch (ConditionTimeoutException e) {
            verdict.check(
                    Promise.GOES_ON,
                    false,
                    () -> "these still wait: " + bucket.keys("landing/") + ", by the ledger "
                            + jdbc.sql(
                                            "select concat_ws(' ', object_key, error) from recua_load where status = 'LOADING'")
                                    .query(String.class)
                                    .list());
            return false;
        }
    }

    private static boolean isQuiet(JdbcClient jdbc, TestBucket bucket, Lander lander) {
        List<String> fetched = bucket.keys("archive/" + Feed.FETCHED.id() + "/");
        byte[] last = lander.content(Feed.FETCHED, lander.landed(Feed.FETCHED)).csv();
        return bucket.keys("landing/").isEmpty()
                && !fetched.isEmpty()
                && Arrays.equals(bucket.bytes(fetched.get(fetched.size() - 1)), last)
                && jdbc.sql("select count(*) from recua_load where status = 'LOADING'")
                                .query(Integer.class)
                                .single()
                        == 0;
    }
}
