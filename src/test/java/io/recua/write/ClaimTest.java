package io.recua.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recua.csv.CsvDialect;
import io.recua.csv.CsvRecord;
import io.recua.ingest.Checkpoint;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimLostException;
import io.recua.ingest.ClaimRepository;
import io.recua.ingest.Counts;
import io.recua.ingest.Landed;
import io.recua.ingest.LoadStatus;
import io.recua.lease.LeasedRepository;
import io.recua.row.Row;
import io.recua.sort.LaneBatch;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two instances on one ledger: each feed is one's alone, and what the other still commits is refused. */
class ClaimTest {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final String KEY = "landing/a/1.csv";

    private static TestDatabase database;
    private static RunningRecua first;
    private static RunningRecua second;
    private Exchange held;
    private Exchange wanted;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        database.jdbc().sql(TestDatabase.createTable("hashed", "id int")).update();
        TestBucket bucket = TestBucket.empty();
        first = start(bucket, "one", "newest");
        second = start(bucket, "two", "first");
    }

    /** The feed a has the same settings in both instances; with feed b, what one has begun begins anew in the other. */
    private static RunningRecua start(TestBucket bucket, String name, String onDuplicate) {
        Stream<String> settings = Stream.of("recua.load.lease=" + LEASE.toSeconds() + "s", "camel.main.name=" + name);
        Stream<String> feeds = Stream.of(
                        RunningRecua.feed("a", "t", "id"),
                        RunningRecua.feed("b", "hashed", "id", "on-duplicate=" + onDuplicate))
                .flatMap(Stream::of);
        return RunningRecua.start(
                bucket, database, Stream.concat(settings, feeds).toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @BeforeEach
    void claimByTheFirst() {
        Stream.of("t", "recua_load", "recua_lane", "recua_rejected", "recua_lease")
                .forEach(table -> first.jdbc().sql("delete from " + table).update());
        held = object(first, "etag");
        wanted = object(second, "etag");
        assertThat(ledger(first).add(held, KEY)).isTrue();
    }

    @Test
    void aSecondOwnerGetsNothingWhileTheClaimIsHeld() {
        boolean same = ledger(second).add(wanted, KEY);
        boolean anotherOfTheFeed = ledger(second).add(object(second, "another"), KEY);

        assertThat(same).isFalse();
        assertThat(anotherOfTheFeed).isFalse();
        assertThat(wanted.getVariable(Claim.VARIABLE)).isNull();
        release();
    }

    @Test
    void theHeartbeatKeepsTheClaimBeyondItsLease() {
        await().during(LEASE.plusSeconds(2)).atMost(LEASE.multipliedBy(3)).until(() -> !ledger(second)
                .add(wanted, KEY));

        assertThat(ledger(first).contains(held, KEY)).isTrue();
        release();
    }

    @Test
    void aClaimThatIsReleasedIsTheNextOnesAtOnce() {
        release();

        boolean claimed = ledger(second).add(wanted, KEY);

        assertThat(claimed).isTrue();
        assertThat(claim(wanted).fence()).isGreaterThan(claim(held).fence());
        ledger(second).remove(wanted, KEY);
    }

    @Test
    void aClaimWhoseLeaseRanOutIsResumedUnderAHigherFenceWithTheSameStamp() {
        takeOver();

        assertThat(claim(wanted).fence()).isGreaterThan(claim(held).fence());
        assertThat(claim(wanted))
                .usingRecursiveComparison()
                .ignoringFields("lease.fence")
                .isEqualTo(claim(held));
        ledger(second).remove(wanted, KEY);
    }

    @Test
    void theOneThatLostItsClaimLearnsItAndLeavesTheNewOneAlone() {
        takeOver();

        await().until(() -> !ledger(first).contains(held, KEY));
        boolean released = ledger(first).remove(held, KEY);

        assertThat(released).isFalse();
        assertThat(ledger(first).add(object(first, "etag"), KEY)).isFalse();
        ledger(second).remove(wanted, KEY);
    }

    @Test
    void anOwnerThatOnlyLostItsLeaseIsNotCountedAsAProcessThatEnded() {
        for (int time = 0; time < 3; time++) {
            takeOver();
            ledger(first).remove(held, KEY);
            ledger(second).remove(wanted, KEY);
            held = object(first, "etag");
            wanted = object(second, "etag");
            assertThat(ledger(first).add(held, KEY)).isTrue();
        }

        assertThat(claim(held).status()).isEqualTo(LoadStatus.LOADING);
        release();
    }

    /** For want of a privilege, or for a lock. From then on no instance may take the checkpoints of the load for true. */
    @Test
    void aRestartThatCannotRemoveTheRowsIsNotCountedAsAProcessThatEnded() {
        JdbcClient jdbc = database.jdbc();
        String key = "landing/b/1.csv";
        Exchange begun = object(second, "b", key, "etag");
        assertThat(ledger(second).add(begun, key)).isTrue();
        long load = claim(begun).loadId();
        jdbc.sql("insert into hashed (load_id, load_batch, load_row, row_key, id) values (?, 1, 1, 'k', 1)")
                .param(load)
                .update();
        jdbc.sql("update recua_lane set last_record = 1 where load_id = ?")
                .param(load)
                .update();
        ledger(second).remove(begun, key);
        database.administrator()
                .sql("set global log_bin_trust_function_creators = 1")
                .update();
        jdbc.sql("create trigger kept before delete on hashed for each row signal sqlstate '45000'")
                .update();

        for (RunningRecua instance : List.of(first, second, first, second)) {
            assertThatThrownBy(() -> ledger(instance).add(object(instance, "b", key, "etag"), key))
                    .isInstanceOf(DataAccessException.class);
        }
        jdbc.sql("drop trigger kept").update();
        Exchange again = object(second, "b", key, "etag");
        assertThat(ledger(second).add(again, key)).isTrue();

        assertThat(claim(again).status()).isEqualTo(LoadStatus.LOADING);
        assertThat(second.bean(Checkpoints.class).of(claim(again))).containsOnly(new Checkpoint(0, 0));
        assertThat(jdbc.sql("select count(*) from hashed").query(Integer.class).single())
                .isZero();
        ledger(second).remove(again, key);
        release();
    }

    @Test
    void whatTheOldOwnerStillCommitsIsRefusedAndRolledBack() throws Exception {
        takeOver();

        assertThatThrownBy(() -> lane(first, held).write(batch(1))).isInstanceOf(ClaimLostException.class);

        assertThat(rows()).isZero();
        assertThat(first.bean(Checkpoints.class).of(claim(held))).containsOnly(new Checkpoint(0, 0));

        lane(second, wanted).write(batch(1));

        assertThat(rows()).isEqualTo(1);
        assertThat(second.bean(Checkpoints.class).of(claim(wanted))).startsWith(new Checkpoint(1, 0));
        ledger(second).remove(wanted, KEY);
    }

    @Test
    void theOldOwnerLearnsThatItLostItsClaimFromRejectedRowsToo() throws Exception {
        takeOver();
        lane(second, wanted).write(rejected(1));

        assertThatThrownBy(() -> lane(first, held).write(rejected(1))).isInstanceOf(ClaimLostException.class);

        ledger(second).remove(wanted, KEY);
    }

    @Test
    void theOldOwnerWhoseConnectionIsLostDoesNotTakeTheNewOnesCommitForItsOwn() throws Exception {
        takeOver();
        lane(second, wanted).write(batch(1));
        RowWriter cutOff = (connection, rows, run) -> {
            throw new SQLTransientConnectionException("cut off", "08S01");
        };

        assertThatThrownBy(() -> lane(first, held, cutOff).write(batch(1))).isInstanceOf(ClaimLostException.class);

        ledger(second).remove(wanted, KEY);
    }

    @Test
    void whateverTheDriverThrowsOnALostConnectionIsALostConnection() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        RowWriter cutOnce = (connection, rows, run) -> {
            if (tries.incrementAndGet() == 1) {
                connection.abort(Runnable::run);
                throw new NullPointerException("of the driver");
            }
            return insert(connection, rows);
        };

        lane(first, held, cutOnce).write(batch(1));

        assertThat(tries).hasValue(2);
        assertThat(rows()).isEqualTo(1);
        assertThat(first.bean(Checkpoints.class).of(claim(held))).startsWith(new Checkpoint(1, 0));
        release();
    }

    @Test
    void anErrorOfTheProgramIsNotTakenForALostConnection() {
        RowWriter broken = (connection, rows, run) -> {
            throw new NullPointerException("of the program");
        };

        assertThatThrownBy(() -> lane(first, held, broken).write(batch(1))).hasMessage("of the program");

        release();
    }

    @Test
    void aTransactionThatArrivesBehindItsOwnReplayAddsNothing() throws Exception {
        Lane lane = lane(first, held, (connection, rows, run) -> Counts.written(1, 0, 0));

        lane.write(batch(1));
        lane.write(batch(1));

        assertThat(first.bean(Checkpoints.class).counts(claim(held)).read()).isEqualTo(1);
        release();
    }

    /** As if the first had been silent for as long as its lease. */
    private void takeOver() {
        await().until(() -> {
            first.jdbc()
                    .sql("update recua_lease set lease_until = utc_timestamp(3) - interval 1 second where fence = ?")
                    .param(claim(held).fence())
                    .update();
            return ledger(second).add(wanted, KEY);
        });
    }

    private void release() {
        ledger(first).remove(held, KEY);
    }

    private static Lane lane(RunningRecua recua, Exchange exchange) {
        return lane(recua, exchange, (connection, rows, run) -> insert(connection, rows));
    }

    private static Counts insert(Connection connection, List<Row> rows) {
        try (var insert = connection.prepareStatement("insert into t (id) values (?)")) {
            insert.setLong(1, rows.get(0).number());
            return Counts.written(insert.executeUpdate(), 0, 0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Lane lane(RunningRecua recua, Exchange exchange, RowWriter writer) {
        return new Lane(
                0,
                claim(exchange),
                writer,
                recua.bean(Checkpoints.class),
                recua.bean(RowCounters.class),
                recua.bean(LanePool.class));
    }

    private static LaneBatch batch(long lastRecord) {
        return new LaneBatch(
                List.of(row(lastRecord)),
                0,
                List.of(),
                1,
                new Checkpoint(lastRecord - 1, 0),
                new Checkpoint(lastRecord, 0));
    }

    private static LaneBatch rejected(long lastRecord) {
        return new LaneBatch(
                List.of(),
                0,
                List.of(row(lastRecord).rejectedFor("of its value")),
                1,
                new Checkpoint(lastRecord - 1, 0),
                new Checkpoint(lastRecord, 0));
    }

    private static Row row(long number) {
        return new Row(
                number,
                new CsvRecord(new byte[0], 0, 0, new int[0], 0, 0, 0, 2, '"', CsvDialect.NONE, true, null),
                null,
                new int[0]);
    }

    private static int rows() {
        return first.jdbc().sql("select count(*) from t").query(Integer.class).single();
    }

    private static Exchange object(RunningRecua recua, String etag) {
        return object(recua, "a", KEY, etag);
    }

    private static Exchange object(RunningRecua recua, String feed, String key, String etag) {
        Exchange exchange = new DefaultExchange(recua.bean(CamelContext.class));
        exchange.setVariable(LeasedRepository.FEED, feed);
        exchange.getMessage().setHeader(Landed.HEADER, new Landed(recua.bucket().name(), key, etag));
        return exchange;
    }

    private static ClaimRepository ledger(RunningRecua recua) {
        return recua.bean(ClaimRepository.class);
    }

    private static Claim claim(Exchange exchange) {
        return exchange.getVariable(Claim.VARIABLE, Claim.class);
    }
}
