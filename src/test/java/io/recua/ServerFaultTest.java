package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What MySQL refuses for a reason of its own waits; what it refuses of one row is that row's. */
@ExtendWith(OutputCaptureExtension.class)
class ServerFaultTest {

    private static final String OWN = "load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
            + " row_key binary(16) not null, primary key (load_id, load_batch, row_key), unique key (row_key)";
    private static final int PACKET = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TestBucket bucket = TestBucket.empty();
    private final TestDatabase database = TestDatabase.empty();
    private final JdbcClient administrator = database.administrator();
    private long packet;

    @BeforeEach
    void rememberTheSettings() {
        packet = administrator
                .sql("select @@global.max_allowed_packet")
                .query(Long.class)
                .single();
        administrator.sql("set global log_bin_trust_function_creators = 1").update();
    }

    @AfterEach
    void restoreTheSettings() {
        administrator.sql("set global max_allowed_packet = " + packet).update();
        administrator.sql("drop user if exists 'loader'@'%'").update();
    }

    @Test
    void svRevokeObjectsWaitForAPrivilegeThatIsTakenAway(CapturedOutput output) {
        database.jdbc().sql("create table t (" + OWN + ", id int, v int)").update();
        administrator.sql("create user 'loader'@'%' identified by 'loader'").update();
        administrator.sql("grant all on recua.* to 'loader'@'%'").update();

        try (RunningRecua recua = RunningRecua.start(
                bucket, new TestDatabase(database.url(), "loader", "loader"), RunningRecua.feed("a", "t", "id"))) {
            administrator.sql("revoke insert on recua.* from 'loader'@'%'").update();
            database.jdbc()
                    .sql("select table_name from information_schema.tables where table_schema = database()"
                            + " and table_name like 'recua%'")
                    .query(String.class)
                    .list()
                    .forEach(table -> administrator
                            .sql("grant insert on recua." + table + " to 'loader'@'%'")
                            .update());
            IntStream.rangeClosed(1, 3)
                    .forEach(file -> bucket.put("landing/a/" + file + ".csv", "id,v\n1," + file + "\n"));
            await().atMost(PATIENCE).until(() -> output.getOut().contains("grant the user the privileges"));

            assertThat(bucket.keys("")).hasSize(3).allMatch(key -> key.startsWith("landing/a/"));
            assertThat(output).contains("command denied to user 'loader'");

            administrator.sql("grant insert on recua.t to 'loader'@'%'").update();
            assertThat(recua.settled("landing/a/3.csv").get("status").asText()).isEqualTo("LOADED");
        }

        assertThat(bucket.keys("")).containsExactly("archive/a/1.csv", "archive/a/2.csv", "archive/a/3.csv");
        assertThat(database.jdbc()
                        .sql("select sum(failures) from recua_load")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** By LOAD DATA and by INSERT, which is how a table without Recua's columns is written. */
    @ParameterizedTest
    @CsvSource({"'id int, v mediumtext, n int, " + OWN + "'", "'id int primary key, v mediumtext, n int'"})
    void xPacketARowLargerThanAPacketIsRejectedAloneAndItsRecordIsCut(String columns) {
        database.jdbc().sql("create table t (" + columns + ")").update();
        administrator.sql("set global max_allowed_packet = " + PACKET).update();
        String wide = "w".repeat(100_000);

        JsonNode load;
        try (RunningRecua recua =
                RunningRecua.start(bucket, database, RunningRecua.feed("a", "t", "id", "max-rejected=100%"))) {
            load = recua.load(
                    "landing/a/1.csv",
                    "id,v,n\n1,small,1\n2," + wide + ",2\n3,small,3\n4," + wide + ",many\n5,small,many\n6,small,6\n");
        }

        assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("LOADED");
        assertThat(load.get("inserted").asInt()).as(load.toString()).isEqualTo(3);
        assertThat(load.get("rejected").asInt()).isEqualTo(3);
        assertThat(database.jdbc()
                        .sql("select id from t order by id")
                        .query(Integer.class)
                        .list())
                .isEqualTo(List.of(1, 3, 6));
        String rejected = bucket.rejected("a/1");
        assertThat(rejected)
                .hasSizeLessThan(2 * PACKET)
                .contains("\n3,", "\n5,", "\n6,", "max_allowed_packet", "5,small,many");
    }

    @Test
    void anErrorOfAnUnknownCodeIsTheRowsIfOthersAreTakenAndElseTheServers(CapturedOutput output) {
        database.jdbc().sql("create table t (id int primary key, v int)").update();
        database.jdbc()
                .sql("create trigger t_bad before insert on t for each row"
                        + " begin if new.v = 2 then signal sqlstate '99001'"
                        + " set message_text = 'of a trigger', mysql_errno = 9999; end if; end")
                .update();

        try (RunningRecua recua =
                RunningRecua.start(bucket, database, RunningRecua.feed("a", "t", "id", "max-rejected=100%"))) {
            JsonNode load = recua.load("landing/a/1.csv", "id,v\n1,1\n2,2\n3,3\n");
            assertThat(load.get("inserted").asInt()).isEqualTo(2);
            assertThat(load.get("rejected").asInt()).isEqualTo(1);

            bucket.put("landing/a/2.csv", "id,v\n4,2\n5,2\n");
            await().atMost(PATIENCE).until(() -> output.getOut().contains("MySQL reports: of a trigger"));
            assertThat(bucket.keys("landing/")).containsExactly("landing/a/2.csv");

            database.jdbc().sql("drop trigger t_bad").update();
            assertThat(recua.settled("landing/a/2.csv").get("inserted").asInt()).isEqualTo(2);
        }
    }
}
