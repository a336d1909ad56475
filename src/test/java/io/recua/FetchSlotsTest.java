package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.awspring.cloud.autoconfigure.s3.S3ClientCustomizer;
import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.testing.CommitLink;
import io.recua.testing.CommitLink.Fault;
import io.recua.testing.CommitLink.Work;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Request;
import io.recua.testing.RawSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** When a source is asked, at the slots of its schedule, and at start if the last one was missed; and that a slot lands once. */
class FetchSlotsTest {

    private static final String CSV = "id,v\n1,one\n";
    private static final String WEEKLY = "0 0 5 ? * MON";
    private static final String EVERY_SECOND = "* * * * * ?";

    private final HttpSource source = HttpSource.start();
    private TestDatabase database;
    private TestBucket bucket;

    @BeforeEach
    void empty() {
        bucket = TestBucket.empty();
        database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void aMissedSlotIsCaughtUpAtStartOnceAndThenLoaded() {
        source.script(csv(CSV));

        running(feed("/a.csv", WEEKLY), recua -> {
            await().until(() -> archived().size() == 1);
            String landed = archived().get(0).replace("archive/", "landing/");
            assertThat(recua.settled(landed).get("inserted").asInt()).isEqualTo(1);
        });
        running(feed("/a.csv", WEEKLY), recua -> remainsAsked(1));

        assertThat(bucket.text(archived().get(0))).isEqualTo(CSV);
    }

    @Test
    void aMissedSlotIsCaughtUpByItsOwnDate() {
        source.script(csv(CSV));

        running(feed("/{yyyy-MM-dd'T'HH}.csv", "0 0 5 1 1 ?"), recua -> await().until(
                        () -> archived().size() == 1));

        String year = String.valueOf(Year.now(ZoneOffset.UTC));
        assertThat(source.requests()).extracting(Request::target).containsExactly("/" + year + "-01-01T05.csv");
        assertThat(database.jdbc()
                        .sql("select slot from recua_slot")
                        .query(String.class)
                        .list())
                .containsExactly(year + "-01-01T05:00:00Z");
    }

    @Test
    void theSlotOfAFailedFetchIsCaughtUpByTheNextStart() {
        source.script(Answer.of(404));
        running(feed("/a.csv", WEEKLY), recua -> await().until(
                        () -> source.requests().size() == 1 && slots() == 0));

        source.script(csv(CSV));
        running(feed("/a.csv", WEEKLY), recua -> await().until(() -> archived().size() == 1));

        assertThat(slots()).isEqualTo(1);
    }

    @Test
    void withoutCatchUpTheNextSlotIsAwaited() {
        source.script(csv(CSV));

        running(feed("/a.csv", WEEKLY, "catch-up=false"), recua -> remainsAsked(0));

        assertThat(slots()).isZero();
    }

    @Test
    void whatAnotherAddressSaidOfItsContentDoesNotCount() {
        source.script(csv(CSV).header("ETag", "\"v1\""), csv(CSV + "2,two\n"));
        running(feed("/a.csv", WEEKLY), recua -> await().until(() -> archived().size() == 1));
        database.jdbc().sql("delete from recua_slot").update();

        running(feed("/b.csv", WEEKLY), recua -> await().until(() -> archived().size() == 2));

        assertThat(source.requests()).extracting(Request::target).containsExactly("/a.csv", "/b.csv");
        assertThat(source.requests().get(1).headers()).doesNotContainKeys("If-None-Match", "If-Modified-Since");
    }

    @Test
    void theSourceIsToldNothingButWhatItNeeds() {
        source.script(
                csv(CSV).header("ETag", "\"v1\"").header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
                Answer.of(304));

        running(feed("/a.csv", EVERY_SECOND), recua -> await().until(
                        () -> source.requests().size() >= 3));

        List<Request> requests = source.requests();
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.headers()).containsEntry("User-Agent", "Recua");
        });
        assertThat(requests.get(0).headers().keySet())
                .isSubsetOf("Host", "Connection", "User-agent", "Accept-encoding");
        assertThat(requests.get(2).headers().keySet())
                .contains("If-none-match", "If-modified-since")
                .isSubsetOf(
                        "Host", "Connection", "User-agent", "Accept-encoding", "If-none-match", "If-modified-since");
        assertThat(bucket.keys("")).hasSize(1);
    }

    @Test
    void aSlotFiresOnceOverTwoInstances() {
        source.script(csv(CSV).header("ETag", "\"v1\""), Answer.of(304));

        running(
                feed("/a.csv", EVERY_SECOND, "camel.main.name=one"),
                one -> running(feed("/a.csv", EVERY_SECOND, "camel.main.name=two"), two -> {
                    int before = source.requests().size();
                    await().until(() -> source.requests().size() >= before + 4);
                }));

        assertThat(slots()).isEqualTo(source.requests().size());
        assertThat(bucket.keys("")).hasSize(1);
    }

    /** The first answer comes when another instance has fetched a newer content. */
    @Test
    void aFetchThatWasTakenOverLandsNothing() {
        CountDownLatch paused = new CountDownLatch(1);
        AtomicInteger answers = new AtomicInteger();
        try (RawSource raw = RawSource.start()) {
            raw.script(out -> {
                boolean first = answers.incrementAndGet() == 1;
                if (first) {
                    await().until(() -> paused.getCount() == 0);
                }
                String content = first ? "old" : "new";
                out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\nETag: \"" + content
                                + "\"\r\n\r\n" + content)
                        .getBytes(StandardCharsets.US_ASCII));
            });
            String[] feed = {
                "recua.feeds.a.url=" + raw.url("/a.csv"),
                "recua.feeds.a.schedule=" + WEEKLY,
                "recua.feeds.a.catch-up=false",
                "recua.feeds.a.table=t",
                "recua.feeds.a.key=id",
                "camel.main.route-filter-exclude-pattern=ingest-*"
            };
            running(feed, recua -> takeOver(recua, answers, paused));
        }
    }

    private void takeOver(RunningRecua recua, AtomicInteger answers, CountDownLatch paused) {
        CompletableFuture<Void> old = CompletableFuture.runAsync(() -> recua.fetch("a", "paused"));
        await().until(() -> answers.get() == 1);
        await().until(() -> {
            database.jdbc()
                    .sql("update recua_lease set lease_until = utc_timestamp(3) - interval 1 second")
                    .update();
            recua.fetch("a", "newer");
            return !bucket.keys("landing/a/").isEmpty();
        });
        Attempt newer = recua.bean(Attempts.class).last().get("a");
        paused.countDown();
        old.join();

        assertThat(bucket.keys("landing/a/")).hasSize(1);
        assertThat(bucket.text(bucket.keys("landing/a/").get(0))).isEqualTo("new");
        assertThat(recua.bean(Attempts.class).last().get("a")).isEqualTo(newer);
        assertThat(database.jdbc()
                        .sql("select concat(slot, ' ', etag) from recua_slot join recua_fetch using (feed)")
                        .query(String.class)
                        .list())
                .containsExactly("newer \"new\"");
    }

    /** The object has appeared; whether the ledger has it, the fetch cannot know. */
    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aContentLandsOnceIfTheCommitGoesWrong(Fault fault) throws IOException {
        source.script(csv(CSV));

        fetchOverBrokenCommit(() -> fault, "camel.main.route-filter-exclude-pattern=ingest-*");

        assertThat(bucket.keys("")).hasSize(1);
        assertThat(history()).containsExactly("LANDED " + bucket.keys("").get(0));
        assertThat(slots()).isEqualTo(1);
    }

    @Test
    void aContentThatWasLoadedBeforeItsCommitWentWrongLandsOnce() throws IOException {
        source.script(csv(CSV));

        fetchOverBrokenCommit(() -> {
            await().until(() -> archived().size() == 1);
            bucket.s3().deleteObject(request -> request.bucket(bucket.name())
                    .key(archived().get(0)));
            return Fault.LOST;
        });

        assertThat(bucket.keys("")).as("what landed again").isEmpty();
        assertThat(history()).singleElement().asString().startsWith("LANDED landing/a/");
    }

    private void fetchOverBrokenCommit(Supplier<Fault> first, String... more) throws IOException {
        AtomicInteger commits = new AtomicInteger();
        Stream<String> settings = Stream.of("catch-up=false", "recua.fetch.retry-delay=20ms");
        try (CommitLink link = new CommitLink(
                        database, Work.LANDING, () -> commits.getAndIncrement() == 0 ? first.get() : Fault.NONE);
                RunningRecua recua = RunningRecua.start(
                        bucket,
                        link.to(database),
                        feed(
                                "/a.csv",
                                WEEKLY,
                                Stream.concat(settings, Stream.of(more)).toArray(String[]::new)))) {
            recua.fetch("a", "slot");
        }
        assertThat(commits).hasPositiveValue();
    }

    private List<String> history() {
        return database.jdbc()
                .sql("select concat(outcome, ' ', object_key) from recua_fetch_history")
                .query(String.class)
                .list();
    }

    /** The answer was lost, and the SDK has sent the request again: many a store does not know the upload any more. */
    @Test
    void aContentLandsOnceIfTheBucketIsToldTwiceToCompleteIt() {
        source.script(csv(CSV));

        try (RunningRecua recua = RunningRecua.startWith(
                SecondAnswer.class,
                bucket,
                database,
                feed(
                        "/a.csv",
                        WEEKLY,
                        "catch-up=false",
                        "recua.fetch.retries=0",
                        "camel.main.route-filter-exclude-pattern=ingest-*"))) {
            recua.fetch("a", "slot");
        }

        assertThat(bucket.keys("")).hasSize(1);
        assertThat(history()).containsExactly("LANDED " + bucket.keys("").get(0));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class SecondAnswer {

        @Bean
        S3ClientCustomizer answersThatItDoesNotKnowTheUpload() {
            AtomicInteger answers = new AtomicInteger();
            ExecutionInterceptor second = new ExecutionInterceptor() {
                @Override
                public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
                    if (context.request() instanceof CompleteMultipartUploadRequest && answers.getAndIncrement() == 0) {
                        throw NoSuchUploadException.builder()
                                .statusCode(404)
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("NoSuchUpload")
                                        .errorMessage("unknown")
                                        .build())
                                .build();
                    }
                }
            };
            return client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(second)
                    .build());
        }
    }

    /** More of them than Quartz has threads, which is ten. */
    @Test
    void sourcesThatDoNotAnswerHoldNoOtherFeed() {
        try (RawSource silent = RawSource.start()) {
            AtomicBoolean over = new AtomicBoolean();
            silent.script(out -> await().atMost(Duration.ofSeconds(60)).untilTrue(over));
            Stream<String> held = IntStream.rangeClosed(1, 11)
                    .mapToObj(number -> RunningRecua.feed(
                            "silent-" + number,
                            "t",
                            "id",
                            "url=" + silent.url("/rows.csv"),
                            "schedule=" + EVERY_SECOND))
                    .flatMap(Stream::of);
            String[] other = feed("/a.csv", EVERY_SECOND, "catch-up=false", "recua.fetch.retries=0");
            running(Stream.concat(held, Stream.of(other)).toArray(String[]::new), recua -> {
                await().until(() -> silent.requests() == 11);
                source.script(csv(CSV));
                await().until(() -> !source.requests().isEmpty());
                over.set(true);
            });
        }
    }

    @Test
    void aStopAwaitsTheFetchOfASlot() {
        AtomicReference<CamelContext> camel = new AtomicReference<>();
        try (RawSource raw = RawSource.start()) {
            raw.script(out -> {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> camel.get() != null && camel.get().isStopping());
                out.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nid,v\n"
                        .getBytes(StandardCharsets.US_ASCII));
            });
            String[] settings = feed(
                    "/a.csv",
                    EVERY_SECOND,
                    "url=" + raw.url("/a.csv"),
                    "catch-up=false",
                    "camel.main.route-filter-exclude-pattern=ingest-*");
            running(settings, recua -> {
                await().until(() -> raw.requests() == 1);
                camel.set(recua.bean(CamelContext.class));
            });
        }

        assertThat(bucket.keys("landing/a/")).hasSize(1);
        assertThat(slots()).isEqualTo(1);
    }

    private void running(String[] settings, Consumer<RunningRecua> meanwhile) {
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings)) {
            meanwhile.accept(recua);
        }
    }

    private String[] feed(String target, String schedule, String... more) {
        Stream<String> feed = Stream.of("url=" + source.url(target), "schedule=" + schedule, "table=t", "key=id");
        return Stream.concat(feed, Stream.of(more))
                .map(setting -> setting.matches("(camel|recua)\\..*") ? setting : "recua.feeds.a." + setting)
                .toArray(String[]::new);
    }

    /** A second and a half is what a started timer needs many times over. */
    private void remainsAsked(int times) {
        await().during(Duration.ofMillis(1500)).until(() -> source.requests().size() == times);
    }

    private List<String> archived() {
        return bucket.keys("landing/").isEmpty() ? bucket.keys("archive/a/") : List.of();
    }

    private int slots() {
        return database.jdbc()
                .sql("select count(*) from recua_slot")
                .query(Integer.class)
                .single();
    }
}
