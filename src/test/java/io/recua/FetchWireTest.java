package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.fetch.Attempts;
import io.recua.fetch.Attempts.Attempt;
import io.recua.fetch.Attempts.Outcome;
import io.recua.ingest.LandingKey;
import io.recua.testing.RawSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What a source can do with the bytes of its answer; all at the log level DEBUG. */
@ExtendWith(OutputCaptureExtension.class)
class FetchWireTest {

    private static final String SECRET = "s3cret";
    private static final String QUERY = "?X-Amz-Signature=" + SECRET;
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static RawSource source;
    private static RunningRecua recua;
    private static int slots;

    /** A host whose clock is a day behind. */
    static final class SlowClock {

        @Bean
        @Primary
        Clock slowClock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
        }
    }

    @BeforeAll
    static void start() {
        source = RawSource.start();
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        Stream<String> settings = Stream.of(
                        feed("a", source.url("/rows.csv")),
                        feed("unknown", "http://source.invalid/rows.csv"),
                        feed("refused", "http://127.0.0.1:9/rows.csv"),
                        feed("tls", source.url("/rows.csv").replace("http:", "https:")),
                        feed("post", source.url("/export")),
                        Stream.of(
                                "recua.feeds.post.request.method=POST",
                                "recua.feeds.post.request.content-type=text/plain",
                                "recua.feeds.post.request.body=" + SECRET),
                        Stream.of(
                                "camel.main.route-filter-exclude-pattern=ingest-*",
                                "logging.level.root=DEBUG",
                                "logging.level.org.gaul=INFO",
                                "recua.fetch.retries=1",
                                "recua.fetch.retry-delay=20ms",
                                "recua.fetch.response-timeout=1s",
                                "recua.fetch.deadline=" + DEADLINE.toSeconds() + "s"))
                .flatMap(Function.identity());
        recua = RunningRecua.startWith(SlowClock.class, TestBucket.empty(), database, settings.toArray(String[]::new));
    }

    private static Stream<String> feed(String name, String url) {
        return Stream.of(
                        "url=" + url + QUERY,
                        "request.bearer=" + SECRET,
                        "catch-up=false",
                        "schedule=0 0 5 ? * MON",
                        "table=t",
                        "key=id")
                .map(setting -> "recua.feeds." + name + "." + setting);
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
    }

    @BeforeEach
    void forget() {
        recua.jdbc().sql("delete from recua_fetch").update();
        recua.jdbc().sql("delete from recua_attempt").update();
        TestBucket bucket = recua.bucket();
        bucket.keys("").forEach(key -> bucket.s3()
                .deleteObject(request -> request.bucket(bucket.name()).key(key)));
    }

    static Stream<Arguments> answersWithoutEnd() {
        return Stream.of(
                Arguments.of("a header line", endless("HTTP/1.1 200 OK\r\nX: ", "x".repeat(8000), 0), "longer headers"),
                Arguments.of("headers", endless("HTTP/1.1 200 OK\r\n", "X: x\r\n", 0), "more or longer headers"),
                Arguments.of("a status line", endless("HTTP/1.1 200 ", "x".repeat(8000), 0), "longer headers"),
                Arguments.of(
                        "trailers",
                        endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nid\r\n0\r\n", "X: x\r\n", 0),
                        "headers"),
                Arguments.of("early hints", endless("", "HTTP/1.1 103 Early Hints\r\n\r\n", 100), "the deadline of"),
                Arguments.of("slow headers", endless("HTTP/1.1 200 OK\r\nX: ", "x", 100), "the deadline of"),
                Arguments.of(
                        "slow redirects",
                        (RawSource.Script) out -> {
                            pause(400);
                            write(
                                    out,
                                    "HTTP/1.1 302 Found\r\nLocation: /" + System.nanoTime()
                                            + "\r\nContent-Length: 0\r\n\r\n");
                        },
                        "the deadline of"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersWithoutEnd")
    void anAnswerWithoutEndIsGivenUp(String name, RawSource.Script answer, String reason, CapturedOutput output) {
        source.script(answer);
        long started = System.nanoTime();

        fetch("a");

        assertThat(error(output, "a")).contains(reason);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(DEADLINE.multipliedBy(3));
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    static Stream<Arguments> failuresThatKnowTheAddress() {
        return Stream.of(
                Arguments.of("a", "HTTP/1.1 404 " + SECRET + "\r\nContent-Length: 0\r\n\r\n", "answers 404"),
                Arguments.of("a", "HTTP/1.1 302 Found\r\nLocation: /rows.csv" + QUERY + "\r\n\r\n", "in circles"),
                Arguments.of(
                        "a",
                        "HTTP/1.1 302 Found\r\nLocation: ://{" + SECRET + "\r\n\r\n",
                        "redirects to an invalid address"),
                Arguments.of("a", "HTTP/1.1 302 Found\r\nLocation: //x:" + SECRET + "@y.test/\r\n\r\n", "host y.test"),
                Arguments.of(
                        "a",
                        "HTTP/1.1 200 OK\r\nContent-Length: " + SECRET + "\r\n\r\n",
                        "sends an invalid HTTP response"),
                Arguments.of(
                        "post",
                        "HTTP/1.1 307 Found\r\nSet-Cookie: a=" + SECRET + "\r\nSet-Cookie: b=" + SECRET
                                + "; Domain=evil.test\r\nLocation: /export\r\n\r\n",
                        "in circles"),
                Arguments.of("a", "", "closed the connection without a response"),
                Arguments.of("unknown", "", "source.invalid is an unknown host: DNS does not resolve it"),
                Arguments.of("refused", "", "127.0.0.1 accepts no connection"),
                Arguments.of("tls", "", "the deadline of"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("failuresThatKnowTheAddress")
    void noSecretOfTheAddressIsTold(String feed, String answer, String reason, CapturedOutput output) {
        source.script(answer);

        fetch(feed);

        assertThat(error(output, feed)).contains(reason);
        assertThat(attempt(feed).reason()).contains(reason);
        assertThat(output).doesNotContain(SECRET);
        assertThat(recua.get("/actuator/feeds").toString()).contains(reason).doesNotContain(SECRET);
        assertThat(recua.jdbc().sql("select * from recua_attempt").query().listOfRows())
                .asString()
                .doesNotContain(SECRET);
    }

    @Test
    void aSecretIsNotToldOfAFetchThatLands(CapturedOutput output) {
        source.script("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 8\r\n\r\nid,v\n1,a");

        fetch("a");

        assertThat(recua.bucket().keys("landing/a/")).hasSize(1);
        assertThat(output).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aBodyWhoseEndNothingAnnouncesLandsWithAWarning(String lineBreak, CapturedOutput output) {
        source.script(
                "HTTP/1.0 200 OK\r\nETag: \"whole\"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\nid,v\n1,a"
                        + lineBreak);

        fetch("a");

        assertThat(recua.bucket().keys("landing/a/")).hasSize(1);
        assertThat(output.getOut().lines().filter(line -> line.contains(" WARN ")))
                .singleElement()
                .asString()
                .contains("The content fetched for feed a may be incomplete: the source announced neither");
        assertThat(attempt("a").outcome()).isEqualTo(Outcome.LANDED);
        assertThat(attempt("a").reason()).contains("part of the body may be missing");
        assertThat(validators()).as("what the next request is conditional on").containsExactly("none");
    }

    @Test
    void aBodyWhoseEndNothingAnnouncesLandsNothingWithoutItsLastLineBreak(CapturedOutput output) {
        source.script("HTTP/1.0 200 OK\r\n\r\nid,v\n1,a\n2,");

        fetch("a");

        assertThat(error(output, "a")).contains("the body may be cut off");
        assertThat(source.requests()).isEqualTo(2);
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    /** As two servers behind one address answer, of which one has a newer content. */
    @Test
    void theValidatorOfABodyThatIsNotUsableIsNotKept() {
        Iterator<String> answers = List.of(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\nETag: \"v1\"\r\n\r\nid,v\n",
                        "HTTP/1.0 200 OK\r\nETag: \"v2\"\r\n\r\nid,v\n1,a\n2,",
                        "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
                .iterator();
        source.script(out -> write(out, answers.next()));

        fetch("a");
        fetch("a");

        assertThat(answers).isExhausted();
        assertThat(attempt("a").outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(validators()).containsExactly("\"v1\"");
    }

    private static List<String> validators() {
        return recua.jdbc()
                .sql("select coalesce(etag, last_modified, 'none') from recua_fetch")
                .query(String.class)
                .list();
    }

    @Test
    void aTryThatFailedLeavesItsSpaceToTheNextOne() {
        String cut = "cut-" + UUID.randomUUID() + "-".repeat(2000);
        List<Long> kept = new CopyOnWriteArrayList<>();
        source.script(out -> {
            kept.add(spoolFiles(cut));
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + cut);
        });

        fetch("a");

        assertThat(kept).containsExactly(0L, 0L);
    }

    /** Those of this content: other tests share the folder. */
    private static long spoolFiles(String content) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("recua-fetch-"))
                    .filter(file -> read(file).startsWith(content.substring(0, 100)))
                    .count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void theTimeOfAKeyIsTheDatabases() {
        source.script("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nid,v\n");

        fetch("a");

        assertThat(LandingKey.arrival(recua.bucket().keys("landing/a/").get(0)).orElseThrow())
                .isAfter(Instant.now().minus(Duration.ofHours(1)));
    }

    private static RawSource.Script endless(String start, String again, int pauseMillis) {
        return out -> {
            write(out, start);
            while (true) {
                write(out, again);
                pause(pauseMillis);
            }
        };
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The source's own slowness. */
    private static void pause(int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Attempt attempt(String feed) {
        return recua.bean(Attempts.class).last().get(feed);
    }

    private static void fetch(String feed) {
        recua.fetch(feed, "slot-" + ++slots);
    }

    private static String error(CapturedOutput output, String feed) {
        List<String> errors =
                output.getOut().lines().filter(line -> line.contains(" ERROR ")).toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("Fetch of feed " + feed + " failed, landed nothing: ");
        return errors.get(0);
    }
}
