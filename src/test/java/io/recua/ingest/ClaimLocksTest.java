package io.recua.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Feeds share the tables of the ledger, but no claim waits for the claim of another feed. */
class ClaimLocksTest {

    private static final int FEEDS = 8;
    private static final int OBJECTS = 40;

    private final TestDatabase database = TestDatabase.empty();

    @Test
    void claimsOfManyFeedsAtTheSameTimeNeverDeadlock() throws Exception {
        List<String> feeds =
                IntStream.range(0, FEEDS).mapToObj(number -> "feed" + number).toList();

        try (RunningRecua recua = start(feeds)) {
            long before = deadlocks();
            ExecutorService instances = Executors.newFixedThreadPool(FEEDS);
            List<Future<?>> runs = new ArrayList<>();
            feeds.forEach(feed -> runs.add(instances.submit(() -> claimAll(recua, feed))));
            instances.shutdown();
            for (Future<?> run : runs) {
                run.get();
            }

            assertThat(deadlocks() - before).isZero();
        }
    }

    @Test
    void aFeedIsClaimedWhileTheLoadOfAnotherBeginsAnew() {
        try (RunningRecua recua = start(List.of("one", "other"))) {
            Claim claim = claim(recua, "one", "landing/one/1.csv");
            new TransactionTemplate(recua.bean(PlatformTransactionManager.class)).executeWithoutResult(open -> {
                recua.bean(Restart.class).forget(claim);

                assertThat(CompletableFuture.supplyAsync(() -> claim(recua, "other", "landing/other/1.csv")))
                        .succeedsWithin(Duration.ofSeconds(10));
            });
        }
    }

    private RunningRecua start(List<String> feeds) {
        feeds.forEach(feed ->
                database.jdbc().sql(TestDatabase.createTable(feed, "id int")).update());
        String[] settings = Stream.concat(
                        Stream.of("recua.poll-interval=1h"),
                        feeds.stream().flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id"))))
                .toArray(String[]::new);
        return RunningRecua.start(TestBucket.empty(), database, settings);
    }

    private static Claim claim(RunningRecua recua, String feed, String key) {
        Lease lease = recua.bean(Leases.class).acquire(feed).orElseThrow();
        return recua.bean(Claims.class).claim(lease, "bucket", key, "etag");
    }

    /** Each object is claimed three times: as a new one, to begin anew, and after it has ended. */
    private void claimAll(RunningRecua recua, String feed) {
        Ledger ledger = recua.bean(Ledger.class);
        for (int object = 0; object < OBJECTS; object++) {
            String key = "landing/" + feed + "/" + object + ".csv";
            for (int time = 0; time < 3; time++) {
                Claim claim = claim(recua, feed, key);
                if (time == 0) {
                    recua.jdbc()
                            .sql("update recua_load set fingerprint = ? where id = ?")
                            .params(Restart.NO_FINGERPRINT, claim.loadId())
                            .update();
                } else if (time == 1) {
                    ledger.settle(claim, null, null);
                }
                recua.bean(Crashes.class).survived(claim);
                recua.bean(Leases.class).release(claim.lease());
            }
        }
    }

    private long deadlocks() {
        return database.administrator()
                .sql("select count from information_schema.innodb_metrics where name = 'lock_deadlocks'")
                .query(Long.class)
                .single();
    }
}
