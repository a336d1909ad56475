package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trigger sqs: an S3 event in the queue leads to the load of what waits, and no event can lead to anything worse. */
class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static TestDatabase database;
    private static TestBucket bucket;
    private static TestQueue queue;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        for (String table : List.of("a", "b")) {
            database.jdbc()
                    .sql("create table " + table + " (id int not null primary key, v varchar(20))")
                    .update();
        }
        bucket = TestBucket.empty();
        queue = TestQueue.empty(3, 2);
        recua = RunningRecua.start(
                bucket,
                database,
                Stream.of(
                                RunningRecua.feed(
                                        "a",
                                        "a",
                                        "id",
                                        "recua.trigger=sqs",
                                        "recua.queue=" + queue.name(),
                                        "recua.load.lease=3s"),
                                RunningRecua.feed("b", "b", "id"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @BeforeEach
    void empty() {
        List.of("a", "b", "recua_load", "recua_lane")
                .forEach(table -> recua.jdbc().sql("delete from " + table).update());
    }

    @Test
    void anEventLoadsItsObject() {
        bucket.put("landing/a/1.csv", "id,v\n1,one\n");
        queue.announce(bucket, "landing/a/1.csv");

        assertThat(recua.settled("landing/a/1.csv").get("status").asText()).isEqualTo("LOADED");
        await().atMost(SOON).untilAsserted(() -> assertThat(queue.size()).isZero());
    }

    @Test
    void aMessageThatIsNoEventReachesTheDeadLetters() {
        queue.send("hello");

        await().atMost(SOON).untilAsserted(() -> assertThat(queue.deadLetters()).containsExactly("hello"));
    }
}
