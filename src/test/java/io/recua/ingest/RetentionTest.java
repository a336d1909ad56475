package io.recua.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

/** The ledger forgets old loads, but nothing that a later load needs, and keeps the numbers of each month. */
class RetentionTest {

    /** More than one transaction deletes. */
    private static final int LOADS = 600;

    private final TestDatabase database = TestDatabase.empty();
    private final TestBucket bucket = TestBucket.empty();

    @Test
    void oldLoadsAreDeletedOnceAndTheirNumbersStay() throws Exception {
        database.jdbc().sql(TestDatabase.createTable("genes", "id int")).update();
        String[] settings = Stream.concat(
                        Stream.of("recua.poll-interval=1h"), Stream.of(RunningRecua.feed("genes", "genes", "id")))
                .toArray(String[]::new);
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings)) {
            // The first poll would take the lease of the feed.
            recua.bean(CamelContext.class).getRouteController().stopRoute("ingest-genes");
            ended(recua, "refused", "must have rows");
            long present = ended(recua, "present", null);
            bucket.put("landing/genes/present.csv", "id\n1\n");
            copy(recua, ended(recua, "old", null), LOADS - 1);
            long loading = claim(recua, "loading").loadId();
            long newestRefused = ended(recua, "newest-refused", "must have rows");
            long newestLoaded = ended(recua, "newest-loaded", null);
            recua.jdbc().sql("update recua_lane set inserted = 2, rejected = 1").update();
            recua.jdbc()
                    .sql("update recua_load set started_at = '2020-02-03 04:05:00', finished_at = '2020-02-03 04:05:06'"
                            + " where status <> 'LOADING'")
                    .update();
            recua.jdbc()
                    .sql("update recua_load set started_at = '2020-02-03 04:05:00' where status = 'LOADING'")
                    .update();

            for (String at : List.of("2020-02-03", "2999-01-01")) {
                recua.jdbc()
                        .sql(
                                "insert into recua_action (at, who, action, origin, instance) values (?, 'me', 'FETCH', 'CLI', 'one')")
                        .param(at)
                        .update();
            }

            Retention retention = recua.bean(Retention.class);
            CompletableFuture<Void> other = CompletableFuture.runAsync(retention::deleteOldLoads);
            retention.deleteOldLoads();
            other.join();

            assertThat(recua.jdbc()
                            .sql("select id from recua_load order by id")
                            .query(Long.class)
                            .list())
                    .containsExactly(present, loading, newestRefused, newestLoaded);
            assertThat(recua.jdbc()
                            .sql("select distinct load_id from recua_lane order by load_id")
                            .query(Long.class)
                            .list())
                    .containsExactly(present, loading, newestRefused, newestLoaded);
            assertThat(recua.jdbc()
                            .sql("select year(at) from recua_action")
                            .query(Integer.class)
                            .list())
                    .contains(2999)
                    .doesNotContain(2020);
            int lanes = recua.jdbc()
                    .sql("select count(*) from recua_lane where load_id = ?")
                    .param(present)
                    .query(Integer.class)
                    .single();
            int deleted = LOADS + 1;
            assertThat(recua.jdbc().sql("select * from recua_month").query().listOfRows())
                    .singleElement()
                    .satisfies(month -> assertThat(month.values().stream().map(String::valueOf))
                            .isEqualTo(List.of(
                                    "genes",
                                    "2020-02",
                                    "" + deleted,
                                    "1",
                                    "" + 2L * lanes * deleted,
                                    "0",
                                    "0",
                                    "0",
                                    "" + (long) lanes * deleted,
                                    "" + 6L * deleted)));
        }
    }

    private static long ended(RunningRecua recua, String object, String reason) {
        Claim claim = claim(recua, object);
        recua.bean(Ledger.class).settle(claim, reason, false);
        return claim.loadId();
    }

    /** To claim so many objects would take long. */
    private static void copy(RunningRecua recua, long load, int copies) {
        String columns =
                "bucket, etag, feed, status, fence, loaded_at, lanes, batch_rows, run_batches, fingerprint, table_name,"
                        + " started_at, finished_at";
        recua.jdbc()
                .sql("insert into recua_load (object_hash, object_key, " + columns + ")"
                        + " with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)"
                        + " select unhex(sha2(n, 256)), concat('landing/genes/copy-', n), " + columns
                        + " from recua_load join numbers where id = ?")
                .params(copies, load)
                .update();
        recua.jdbc()
                .sql("insert into recua_lane (load_id, lane, fence) select id, lane, lanes.fence"
                        + " from recua_load join recua_lane lanes on load_id = ? where object_key like '%/copy-%'")
                .param(load)
                .update();
    }

    private static Claim claim(RunningRecua recua, String object) {
        Leases leases = recua.bean(Leases.class);
        Lease lease = leases.acquire("genes").orElseThrow();
        Claim claim = recua.bean(Claims.class).claim(lease, "bucket", "landing/genes/" + object + ".csv", "etag");
        leases.release(lease);
        return claim;
    }
}
