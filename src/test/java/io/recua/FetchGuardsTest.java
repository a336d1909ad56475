package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static io.recua.testing.HttpSource.Answer.redirect;
import static org.assertj.core.api.Assertions.assertThat;

import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Delivery;
import io.recua.testing.HttpSource.Request;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
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

/** What a source that is wrong, broken or hostile can make of a fetch: nothing but a line in the log. */
@ExtendWith(OutputCaptureExtension.class)
class FetchGuardsTest {

    private static final String CSV = "id,v\n1,one\n";
    private static final int MAX_SIZE = 100_000;

    /** Loopback stands for the source, which is where the address says; the other names are the source's invention. */
    private static final Map<String, String> NAMES = Map.of(
            "source.test", "127.0.0.1",
            "inside.test", "127.0.0.1",
            "metadata.test", "169.254.169.254");

    private static HttpSource source;
    private static HttpSource other;
    private static RunningRecua recua;
    private static int slots;

    /** Beside the names of the tests, those of the machine. */
    static final class Names {

        @Bean
        @Primary
        DnsResolver testNames() {
            return new SystemDefaultDnsResolver() {
                @Override
                public InetAddress[] resolve(String host) throws UnknownHostException {
                    return super.resolve(NAMES.getOrDefault(host, host));
                }
            };
        }
    }

    @BeforeAll
    static void start() {
        source = HttpSource.start();
        other = HttpSource.start();
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        String named = source.url("/rows.csv").replace("127.0.0.1", "source.test");
        Stream<String> all = Stream.of(
                        feed("named", named, "request.allowed-hosts=inside.test,metadata.test,169.254.169.254"),
                        feed("packed", source.url("/rows.csv.GZ")),
                        feed("bearer", source.url("/rows.csv"), "request.bearer=s3cret.t0ken"),
                        feed(
                                "post",
                                source.url("/export"),
                                "request.method=POST",
                                "request.body=key=s3cret",
                                "request.headers.Content-Type=application/x-www-form-urlencoded",
                                "request.headers.Cookie=own=1",
                                "request.allowed-hosts=localhost",
                                "request.allowed-addresses=127.0.0.0/8"),
                        feed(
                                "basic",
                                source.url("/rows.csv"),
                                "request.basic.username=Aladdin",
                                "request.basic.password=open sesame",
                                "request.headers.X-Api-Key=s3cret",
                                "request.headers.User-Agent=Me",
                                "request.allowed-hosts=localhost",
                                "request.allowed-addresses=127.0.0.0/8"),
                        Stream.of(
                                "camel.main.route-filter-exclude-pattern=ingest-*",
                                "recua.fetch.retries=1",
                                "recua.fetch.retry-delay=20ms",
                                "recua.fetch.max-size=" + MAX_SIZE + "B"))
                .flatMap(Function.identity());
        recua = RunningRecua.startWith(Names.class, TestBucket.empty(), database, all.toArray(String[]::new));
    }

    private static Stream<String> feed(String name, String url, String... more) {
        return Stream.concat(
                        Stream.of("url=" + url, "catch-up=false", "schedule=0 0 5 ? * MON", "table=t", "key=id"),
                        Stream.of(more))
                .map(setting -> "recua.feeds." + name + "." + setting);
    }

    @AfterAll
    static void stop() {
        recua.close();
        source.close();
        other.close();
    }

    @BeforeEach
    void forget() {
        recua.jdbc().sql("delete from recua_fetch").update();
        TestBucket bucket = recua.bucket();
        bucket.keys("").forEach(key -> bucket.s3()
                .deleteObject(request -> request.bucket(bucket.name()).key(key)));
        other.script();
    }

    @Test
    void secretsGoToTheirOwnHostAloneAndAreWrittenNowhere(CapturedOutput output) {
        String elsewhere = source.url("/elsewhere").replace("127.0.0.1", "localhost");
        source.script(redirect(302, elsewhere), redirect(307, source.url("/back")), csv(CSV));

        fetch("basic");

        assertThat(source.requests()).extracting(Request::target).containsExactly("/rows.csv", "/elsewhere", "/back");
        assertThat(source.requests())
                .extracting(request -> request.headers().get("Authorization"))
                .containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", null, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(source.requests())
                .extracting(request -> request.headers().get("X-Api-Key"))
                .containsExactly("s3cret", null, "s3cret");
        assertThat(source.requests())
                .extracting(request -> request.headers().get("User-Agent"))
                .containsExactly("Me", "Recua", "Me");
        assertThat(recua.bucket().metadata(landed("basic")).toString()).doesNotContain("s3cret", "QWxhZGRpb");
        assertThat(output).doesNotContain("s3cret", "sesame", "QWxhZGRpb");
    }

    @Test
    void anotherPortOfTheSameHostIsAnother(CapturedOutput output) {
        source.script(redirect(302, other.url("/other")));
        other.script(csv(CSV));

        fetch("bearer");

        assertThat(source.requests().get(0).headers()).containsEntry("Authorization", "Bearer s3cret.t0ken");
        assertThat(other.requests().get(0).headers()).doesNotContainKey("Authorization");
        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    @Test
    void aSecretThatTheSourceRefusesIsNotLoggedEither(CapturedOutput output) {
        source.script(Answer.of(401).header("WWW-Authenticate", "Bearer"));

        fetch("bearer");

        assertThat(source.requests()).hasSize(1);
        assertThat(error(output)).contains("401");
        assertThat(output).doesNotContain("s3cret");
    }

    @Test
    void aCookieLivesForOneFetchAndOnItsHost(CapturedOutput output) {
        Answer login = redirect(303, "/ready").header("Set-Cookie", "sid=s3cret; Path=/");
        source.script(
                login,
                redirect(302, source.url("/elsewhere").replace("127.0.0.1", "localhost")),
                redirect(302, source.url("/back")).header("Set-Cookie", "x=s3cret; Domain=evil.test"),
                csv(CSV),
                csv(CSV));

        fetch("post");
        fetch("post");

        assertThat(source.requests())
                .extracting(Request::target)
                .containsExactly("/export", "/ready", "/elsewhere", "/back", "/export");
        assertThat(source.requests())
                .extracting(request -> request.headers().get("Cookie"))
                .containsExactly("own=1", "own=1; sid=s3cret", null, "own=1; sid=s3cret", "own=1");
        assertThat(output).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void aBodyGoesToItsOwnHostAlone(int status, CapturedOutput output) {
        source.script(redirect(status, source.url("/elsewhere").replace("127.0.0.1", "localhost")), csv(CSV));

        fetch("post");

        assertThat(error(output)).contains("the source redirects the body of the request to localhost");
        assertThat(source.requests()).hasSize(1);
        assertThat(output).doesNotContain("s3cret");
    }

    /** The header's bytes are UTF-8, which no header may hold and some servers send. */
    @Test
    void aRedirectToAnAddressThatIsNotEncodedIsFollowed() {
        source.script(redirect(302, "/my rows/\u00c3\u00b1 100%.csv?q=a b%2Fc"), csv(CSV));

        fetch("bearer");

        assertThat(source.requests().get(1).target()).isEqualTo("/my%20rows/%C3%B1%20100%25.csv?q=a%20b%2Fc");
        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    static Stream<Arguments> redirectsThatLeadAstray() {
        return Stream.of(
                Arguments.of("bearer", "http://169.254.169.254/latest/meta-data/", "the host 169.254.169.254; if this"),
                Arguments.of("bearer", "http://2852039166/latest/meta-data/", "the host 2852039166; if this"),
                Arguments.of("bearer", "http://metadata.test/", "the host metadata.test; if this"),
                Arguments.of("bearer", "//user@evil.test/", "the host evil.test; if this"),
                Arguments.of("bearer", "ftp://127.0.0.1/rows.csv", "ftp, which is not http(s)"),
                Arguments.of("named", "http://169.254.169.254/", "169.254.169.254, a link-local, metadata or"),
                Arguments.of("named", "http://metadata.test/", "metadata.test is at 169.254.169.254, a link-local"),
                Arguments.of("named", "http://inside.test:9/", "inside.test is at 127.0.0.1, in a private network"));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("redirectsThatLeadAstray")
    void aRedirectThatLeadsAstrayIsNotFollowed(String feed, String location, String reason, CapturedOutput output) {
        source.script(redirect(302, location), csv(CSV));

        fetch(feed);

        assertThat(error(output)).contains(reason);
        assertThat(source.requests()).hasSize(1);
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    /** Each refusal must give its connection back: a client has five for a host. */
    @Test
    void whatWasRefusedManyTimesIsFetchedWhenItIsRight() {
        source.script(redirect(302, "http://metadata.test/"));
        for (int i = 0; i < 6; i++) {
            fetch("named");
        }

        source.script(csv(CSV));
        fetch("named");

        assertThat(recua.bucket().text(landed("named"))).isEqualTo(CSV);
    }

    @Test
    void redirectsWithoutEndAreGivenUp(CapturedOutput output) {
        source.script(Stream.of("/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11", "/12")
                .map(target -> redirect(302, target))
                .toArray(Answer[]::new));

        fetch("bearer");

        assertThat(error(output)).contains("redirects in circles, or more than 5 times");
        assertThat(source.requests()).as("two tries of six requests").hasSize(12);
    }

    @Test
    void theBodyOfARedirectIsNotRead() {
        source.script(redirect(302, "/elsewhere").body(" ".repeat(2000)).delivered(Delivery.DRIPPING), csv(CSV));
        long started = System.nanoTime();

        fetch("bearer");

        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
        assertThat(System.nanoTime() - started).isLessThan(50_000_000_000L);
    }

    static Stream<Answer> bodiesThatAreTooLarge() {
        byte[] larger = new byte[MAX_SIZE + 1];
        Arrays.fill(larger, (byte) 'x');
        return Stream.of(
                csv("").body(larger),
                csv("").body(larger).delivered(Delivery.CHUNKED),
                csv("").header("Content-Encoding", "gzip").body(gzip(larger)));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreTooLarge")
    void aBodyThatIsTooLargeLandsNothing(Answer answer, CapturedOutput output) {
        source.script(answer);

        fetch("bearer");

        assertThat(error(output)).contains("the body is larger than recua.fetch.max-size, which is " + MAX_SIZE + "B");
        assertThat(source.requests()).hasSize(1);
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    @Test
    void aBodyOfTheLargestSizeLands() {
        byte[] largest = new byte[MAX_SIZE];
        Arrays.fill(largest, (byte) 'x');
        source.script(csv("").body(largest).delivered(Delivery.CHUNKED));

        fetch("bearer");

        assertThat(recua.bucket().bytes(landed("bearer"))).isEqualTo(largest);
    }

    @Test
    void aBodyThatIsPackedOnItsWayLandsUnpacked() {
        source.script(csv("").header("Content-Encoding", "gzip").body(gzip(CSV)));

        fetch("bearer");

        assertThat(source.requests().get(0).headers().get("Accept-Encoding")).contains("gzip");
        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "identity"})
    void aPackedFileLandsPackedWhateverItsServerCallsThat(String encoding) {
        byte[] packed = gzip(CSV);
        source.script(csv("").header("Content-Encoding", encoding).body(packed));

        fetch("packed");

        assertThat(source.requests().get(0).headers()).containsEntry("Accept-Encoding", "identity");
        assertThat(landed("packed")).endsWith("-rows.csv.GZ");
        assertThat(recua.bucket().bytes(landed("packed"))).isEqualTo(packed);
    }

    @Test
    void aBodyInAnEncodingThatNobodyAskedForLandsNothing(CapturedOutput output) {
        source.script(csv(CSV).header("Content-Encoding", "zstd"));

        fetch("bearer");

        assertThat(error(output)).contains("the body is encoded as zstd");
        assertThat(source.requests()).hasSize(1);
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    /** The case h-encempty, as S3 and CloudFront send it. */
    @Test
    void anEncodingWithoutANameIsNone() {
        source.script(csv(CSV).header("Content-Encoding", ""));

        fetch("bearer");

        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    /** The case z-tiny, by HTTP: bgzip and log shippers write a member for each block or line. */
    @Test
    void allMembersOfAPackedBodyLand() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        StringBuilder csv = new StringBuilder();
        for (int row = 0; row < 5_000; row++) {
            packed.writeBytes(gzip(row + ",one\n"));
            csv.append(row).append(",one\n");
        }
        source.script(csv("").header("Content-Encoding", "gzip")
                .body(packed.toByteArray())
                .delivered(Delivery.CHUNKED));

        fetch("bearer");

        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(csv.toString());
    }

    static Stream<byte[]> damagedBodies() {
        byte[] packed = gzip(CSV);
        return Stream.of(
                Arrays.copyOf(packed, packed.length - 4),
                Arrays.copyOf(packed, packed.length / 2),
                ArrayUtils.addAll(packed, "3,behind the member\n".getBytes(StandardCharsets.US_ASCII)),
                ArrayUtils.addAll(packed, Arrays.copyOf(packed, packed.length - 4)),
                CSV.getBytes(StandardCharsets.US_ASCII),
                new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("damagedBodies")
    void aPackedBodyThatIsDamagedLandsNothing(byte[] damaged, CapturedOutput output) {
        source.script(csv("").header("Content-Encoding", "gzip").body(damaged).delivered(Delivery.CHUNKED));

        fetch("bearer");

        assertThat(error(output)).contains("the body is damaged: it is not complete gzip");
        assertThat(source.requests()).hasSize(2);
        assertThat(recua.bucket().keys("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeflatedBodyLandsUnpacked(boolean raw) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(packed, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
            out.write(CSV.getBytes(StandardCharsets.US_ASCII));
        }
        source.script(csv("").header("Content-Encoding", "deflate").body(packed.toByteArray()));

        fetch("bearer");

        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    @Test
    void aPackedBodyThatIsCutOffLandsWhenItComesWhole() {
        byte[] packed = gzip(CSV);
        source.script(
                csv("").header("Content-Encoding", "gzip").body(Arrays.copyOf(packed, packed.length - 4)),
                csv("").header("Content-Encoding", "gzip").body(packed));

        fetch("bearer");

        assertThat(source.requests()).hasSize(2);
        assertThat(recua.bucket().text(landed("bearer"))).isEqualTo(CSV);
    }

    /** What the routes of schedule and catch-up do. */
    private static void fetch(String feed) {
        recua.fetch(feed, "slot-" + ++slots);
    }

    private static String landed(String feed) {
        List<String> keys = recua.bucket().keys("landing/" + feed + "/");
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    private static String error(CapturedOutput output) {
        List<String> errors =
                output.getOut().lines().filter(line -> line.contains(" ERROR ")).toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("landed nothing: ");
        return errors.get(0);
    }

    private static byte[] gzip(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
