package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.control.PauseSwitch;
import io.recua.control.PauseSwitch.What;
import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trigger sqs: an S3 event leads to the load of what waits, and no event, however it comes, to anything else. */
class EventsTest {

    private static final List<String> FEEDS = List.of("a", "b", "c", "d");
    private static final int VISIBILITY_TIMEOUT = 3;
    private static final Duration SOON = Duration.ofSeconds(90);

    private static TestDatabase database;
    private static TestBucket bucket;
    private static TestQueue queue;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        for (String table : FEEDS) {
            database.jdbc()
                    .sql("create table " + table + " (id int not null primary key, v varchar(20))")
                    .update();
        }
        bucket = TestBucket.empty();
        queue = TestQueue.empty(VISIBILITY_TIMEOUT, 5);
        recua = RunningRecua.start(bucket, database, settings());
    }

    /** The sweep comes too seldom to be seen unless the settings say otherwise. */
    private static String[] settings(String... more) {
        Stream<String> common = Stream.of(
                "recua.trigger=sqs", "recua.queue=" + queue.url(), "recua.load.lease=3s", "recua.load.batch-rows=500");
        Stream<String> feeds = FEEDS.stream().flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id")));
        return Stream.of(common, feeds, Stream.of(more))
                .flatMap(settings -> settings)
                .toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void empty() {
        Stream.concat(FEEDS.stream(), Stream.of("recua_load", "recua_lane"))
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
        bucket.keys("").forEach(key -> bucket.s3()
                .deleteObject(request -> request.bucket(bucket.name()).key(key)));
        queue.purge();
    }

    @AfterEach
    void everyMessageIsSettled() {
        await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
    }

    /** How S3's own notification, and EventBridge's, are wrapped; and a key that is encoded as far as it can be. */
    static Stream<Arguments> wrappings() {
        String encoded = TestQueue.created(bucket.name(), "landing%2Fa%2F1+%C3%B1%2B.csv");
        String bridged = bridged(bucket.name(), "landing/a/1 ñ+.csv");
        return Stream.of(
                Arguments.of("as S3 sends it", encoded),
                Arguments.of("by SNS", notification(encoded)),
                Arguments.of("by EventBridge", bridged),
                Arguments.of("by EventBridge and SNS", notification(bridged)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void anEventLoadsItsObjectHoweverItIsWrapped(String how, String message) {
        bucket.put("landing/a/1 ñ+.csv", "id,v\n1,one\n");

        queue.send(message);

        assertThat(recua.settled("landing/a/1 ñ+.csv").get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/a/1 ñ+.csv");
    }

    @Test
    void whatIsNoEventOfAFeedIsDeletedAndLoadsNothing() {
        bucket.put("landing/a/1.csv", "id,v\n1,one\n");
        String test = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-01-05T05:00:03.123Z\","
                + "\"Bucket\":\"" + bucket.name()
                + "\",\"RequestId\":\"5582815E1AEA5ADF\",\"HostId\":\"8cLeGAmw098X5cv4\"}";
        String removed = TestQueue.created(bucket.name(), "landing/a/1.csv")
                .replace("ObjectCreated:Put", "ObjectRemoved:Delete");
        int before = events(recua);

        List.of(
                        test,
                        notification(test),
                        removed,
                        bridged(bucket.name(), "landing/a/1.csv").replace("Object Created", "Object Deleted"),
                        bridged(bucket.name(), "landing%2Fa%2F1.csv"),
                        TestQueue.created("another-bucket", "landing/a/1.csv"),
                        TestQueue.created(bucket.name(), "archive/a/1.csv"),
                        TestQueue.created(bucket.name(), "landing/nobody/1.csv"),
                        TestQueue.created(bucket.name(), "landing/1.csv"))
                .forEach(queue::send);

        await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
        assertThat(events(recua) - before).as("events received").isEqualTo(9);
        assertThat(query("select object_key from recua_load")).isEmpty();
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void doubledReorderedAndLostEventsLoadEachObjectOnceInTheOrderOfTheKeys() {
        List<String> keys = keys("a", 12);
        keys.forEach(key -> bucket.put(key, "id,v\n1," + key + "\n"));

        for (int object : List.of(11, 3, 3, 7, 0, 11, 5)) {
            queue.announce(bucket, keys.get(object));
        }

        keys.forEach(recua::settled);
        assertThat(query("select object_key from recua_load order by id")).isEqualTo(keys);
        assertThat(query("select v from a")).containsExactly(keys.get(11));
    }

    @Test
    void theNextObjectsAreLoadedWhenOneIsRefused() {
        bucket.put("landing/a/1.csv", "v\nno key\n");
        bucket.put("landing/a/2.csv.gz", "no gzip");
        bucket.put("landing/a/3.csv", "id,v\n3,three\n");

        queue.announce(bucket, "landing/a/1.csv");

        assertThat(recua.settled("landing/a/3.csv").get("status").asText()).isEqualTo("LOADED");
        assertThat(bucket.keys("")).containsExactly("archive/a/3.csv", "quarantine/a/1.csv", "quarantine/a/2.csv.gz");
    }

    @Test
    void whatCannotBeReadReachesTheDeadLettersAndStopsNothing() {
        List<String> poison = List.of(
                "hello", "{\"a\":1}", notification("hello"), TestQueue.created(bucket.name(), "landing/a/%ZZ.csv"));
        poison.forEach(queue::send);

        bucket.put("landing/b/1.csv", "id,v\n1,one\n");
        queue.announce(bucket, "landing/b/1.csv");

        assertThat(recua.settled("landing/b/1.csv").get("status").asText()).isEqualTo("LOADED");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(queue.deadLetters()).containsExactlyInAnyOrderElementsOf(poison));
    }

    @Test
    void aMessageWhoseLoadFailsComesBackUntilItSucceeds() {
        int before = events(recua);
        recua.jdbc().sql("rename table recua_lane to recua_lane_away").update();
        try {
            bucket.put("landing/a/1.csv", "id,v\n1,one\n");
            queue.announce(bucket, "landing/a/1.csv");
            await().atMost(SOON).until(() -> events(recua) > before);
        } finally {
            recua.jdbc().sql("rename table recua_lane_away to recua_lane").update();
        }

        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
    }

    @Test
    void aMessageStaysHiddenWhileItsLoadRuns() throws SQLException {
        int before = events(recua);
        try (Connection blocker = database.dataSource().getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("insert into a values (1, 'uncommitted')");
            bucket.put("landing/a/1.csv", "id,v\n1,one\n");
            queue.announce(bucket, "landing/a/1.csv");
            await().atMost(SOON).until(() -> !query("select id from recua_load").isEmpty());

            Duration threeTimes = Duration.ofSeconds(3 * VISIBILITY_TIMEOUT);
            await().during(threeTimes).atMost(threeTimes.plusSeconds(5)).until(() -> queue.visible() == 0);
            assertThat(query("select status from recua_load")).containsExactly("LOADING");
            blocker.rollback();
        }

        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
        await().atMost(SOON).until(() -> events(recua) > before);
        assertThat(events(recua) - before).as("events received").isEqualTo(1);
    }

    @Test
    void aFeedWhoseRouteIsStoppedWaitsUntilItStarts() throws Exception {
        CamelContext camel = recua.bean(CamelContext.class);
        camel.getRouteController().stopRoute("ingest-a");
        bucket.put("landing/a/1.csv", "id,v\n1,one\n");

        queue.announce(bucket, "landing/a/1.csv");

        await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
        assertThat(bucket.keys("")).containsExactly("landing/a/1.csv");
        camel.getRouteController().startRoute("ingest-a");
        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
    }

    @Test
    void aPausedFeedWaitsUntilItIsResumedThoughItsEventIsGone() {
        recua.bean(PauseSwitch.class).pause("a", What.LOAD, "the table is being altered");
        bucket.put("landing/a/1.csv", "id,v\n1,one\n");
        bucket.put("landing/b/1.csv", "id,v\n1,one\n");

        queue.announce(bucket, "landing/a/1.csv");
        queue.announce(bucket, "landing/b/1.csv");

        recua.settled("landing/b/1.csv");
        await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
        assertThat(bucket.keys("landing/")).containsExactly("landing/a/1.csv");
        recua.bean(PauseSwitch.class).resume("a", What.ALL);
        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
    }

    @Test
    void aSweepLoadsWhatNoEventTold() {
        try (RunningRecua sweeper = RunningRecua.start(bucket, database, settings("recua.sweep-interval=1s"))) {
            await().atMost(SOON).until(() -> recua.get("/actuator/health") != null);
            bucket.put("landing/a/1.csv", "id,v\n1,one\n");

            assertThat(sweeper.settled("landing/a/1.csv").get("status").asText())
                    .isEqualTo("LOADED");
        }
    }

    @Test
    void twoInstancesShareTheFeedsAndLoadEachObjectOnceInOrder() {
        List<String> keys = new ArrayList<>();
        FEEDS.forEach(feed -> keys.addAll(keys(feed, 10)));
        List<String> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled);
        try (RunningRecua other = RunningRecua.start(bucket, database, settings())) {
            int before = events(recua);
            int othersBefore = events(other);

            keys.forEach(key -> bucket.put(key, "id,v\n1," + key + "\n"));
            shuffled.forEach(key -> queue.announce(bucket, key));

            keys.forEach(recua::settled);
            await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
            assertThat(List.of(events(recua) - before, events(other) - othersBefore))
                    .as("events received by each")
                    .doesNotContain(0);
        }
        assertThat(query("select object_key from recua_load order by feed, id")).isEqualTo(keys);
        assertThat(query("select l.id from recua_load l join recua_load later on later.id > l.id"
                        + " and later.feed = l.feed where later.started_at < l.finished_at"))
                .as("loads that had not ended when a later one of their feed began")
                .isEmpty();
        assertThat(queue.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "stopped"})
    void anotherInstanceGoesOnWithTheLoadOfOneThatWas(String how) throws Exception {
        String key = "landing/a/1.csv";
        recua.bean(CamelContext.class).getRouteController().stopRoute("events");
        try (RecuaProcess first = RecuaProcess.start(bucket, database, settings())) {
            queue.send(TestQueue.created("another-bucket", key));
            await().atMost(SOON).until(() -> queue.size() == 0);
            bucket.put(key, csv(60_000));
            queue.announce(bucket, key);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> query("select last_record from recua_lane where last_record + committed_in_run > 5000")
                                    .size()
                            > 0);
            if (how.equals("killed")) {
                first.kill();
            } else {
                first.stop();
            }
        } finally {
            recua.bean(CamelContext.class).getRouteController().startRoute("events");
        }
        assertThat(bucket.keys("landing/")).as("the load was cut off").containsExactly(key);

        assertThat(recua.settled(key).get("inserted").asInt()).isEqualTo(60_000);
        assertThat(queue.deadLetters()).isEmpty();
    }

    private static String csv(int rows) {
        return IntStream.range(0, rows).mapToObj(row -> row + ",v").collect(Collectors.joining("\n", "id,v\n", "\n"));
    }

    private static List<String> keys(String feed, int objects) {
        return IntStream.range(100, 100 + objects)
                .mapToObj(number -> "landing/" + feed + "/" + number + ".csv")
                .toList();
    }

    private static String notification(String message) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(Map.of(
                            "Type", "Notification",
                            "MessageId", "da41e39f-ea4d-435a-b922-c6aae3915ebe",
                            "TopicArn", "arn:aws:sns:us-east-1:123456789012:landing",
                            "Subject", "Amazon S3 Notification",
                            "Message", message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String bridged(String bucket, String key) {
        return """
                {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created",
                  "source":"aws.s3","account":"123456789012","time":"2026-01-05T05:00:03Z","region":"us-east-1",
                  "resources":["arn:aws:s3:::%s"],
                  "detail":{"version":"0","bucket":{"name":"%s"},
                    "object":{"key":"%s","size":12,"etag":"b1946ac92492d2347c6235b4d2611184","sequencer":"00617F08"},
                    "request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","reason":"PutObject"}}"""
                .formatted(bucket, bucket, key);
    }

    /** How many messages an instance has worked on. */
    private static int events(RunningRecua instance) {
        return looks(instance, "events");
    }

    private static int looks(RunningRecua instance, String routeId) {
        try {
            return (int) instance.bean(CamelContext.class)
                    .getCamelContextExtension()
                    .getContextPlugin(ManagedCamelContext.class)
                    .getManagedRoute(routeId)
                    .getExchangesTotal();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> query(String sql) {
        return recua.jdbc().sql(sql).query(String.class).list();
    }
}
