package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.awspring.cloud.autoconfigure.s3.S3ClientCustomizer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects that S3 does not give out, and objects that somebody overwrites or removes while they are loaded. The embedded S3
 * has neither storage classes nor versions, so that an interceptor of the client answers in its place.
 */
class StuckObjectsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CSV = "id,v\n1,one\n";

    private static final S3 S3_ANSWERS = new S3();

    private static TestBucket bucket;
    private static RunningRecua recua;

    /** What S3 answers to requests for a key, or does before it answers. */
    @SuppressWarnings("deprecation")
    private static final class S3 implements ExecutionInterceptor {

        private final Map<String, S3Exception> denied = new ConcurrentHashMap<>();
        private final Map<String, S3Exception> deniedOnce = new ConcurrentHashMap<>();
        private final Map<String, Runnable> beforeHead = new ConcurrentHashMap<>();
        private final Map<String, Runnable> beforeDelete = new ConcurrentHashMap<>();
        private volatile String everything = "";
        private volatile boolean versioned;

        /** The object that the lists of its feed hold once more after it has gone, as where a list lags behind a deletion. */
        private volatile String lags = "";

        private volatile ListObjectsV2Response listed;

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            if (context.request() instanceof GetObjectRequest get) {
                deny(get.key());
                return get.versionId() == null
                        ? get
                        : get.toBuilder()
                                .versionId(null)
                                .key("versions/" + get.key())
                                .build();
            }
            if (context.request() instanceof HeadObjectRequest head) {
                run(beforeHead, head.key());
                return head.versionId() == null
                        ? head
                        : head.toBuilder()
                                .versionId(null)
                                .key("versions/" + head.key())
                                .build();
            }
            if (context.request() instanceof CopyObjectRequest copy) {
                deny(key(copy));
                return copy.copySource().contains("?versionId=")
                        ? copy.toBuilder()
                                .copySource(copy.copySource()
                                        .replaceFirst("[?].*", "")
                                        .replaceFirst("landing", "versions/landing"))
                                .build()
                        : copy;
            }
            return context.request();
        }

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            if (context.request() instanceof CopyObjectRequest copy) {
                run(beforeDelete, key(copy));
            }
            if (context.request() instanceof ListObjectsV2Request list && "landing/a/".equals(list.prefix())) {
                return lagging((ListObjectsV2Response) context.response());
            }
            return versioned && context.response() instanceof GetObjectResponse object
                    ? object.toBuilder().versionId("v1").build()
                    : context.response();
        }

        private ListObjectsV2Response lagging(ListObjectsV2Response now) {
            if (now.contents().stream().anyMatch(object -> object.key().equals(lags))) {
                listed = now;
                return now;
            }
            if (listed == null) {
                return now;
            }
            ListObjectsV2Response before = listed;
            listed = null;
            lags = "";
            return before;
        }

        /** The SDK has made one text of bucket, key and version before it asks. */
        private static String key(CopyObjectRequest copy) {
            String source = URLDecoder.decode(copy.copySource().replaceFirst("[?].*", ""), StandardCharsets.UTF_8);
            return source.replaceFirst("^/?[^/]+/", "");
        }

        private void deny(String key) {
            if (!everything.isEmpty() && key.startsWith("landing/")) {
                throw denial(everything);
            }
            S3Exception once = deniedOnce.remove(key);
            if (once != null) {
                throw once;
            }
            if (denied.containsKey(key)) {
                throw denied.get(key);
            }
        }

        private static void run(Map<String, Runnable> steps, String key) {
            Runnable step = steps.remove(key);
            if (step != null) {
                step.run();
            }
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Client {

        @Bean
        S3ClientCustomizer answers() {
            return client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(S3_ANSWERS)
                    .build());
        }
    }

    private static S3Exception denial(String code) {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage("not for you")
                .serviceName("S3")
                .build();
        S3Exception.Builder exception =
                code.equals("InvalidObjectState") ? InvalidObjectStateException.builder() : S3Exception.builder();
        return (S3Exception) exception.statusCode(403).awsErrorDetails(details).build();
    }

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        bucket = TestBucket.empty();
        recua = RunningRecua.startWith(Client.class, bucket, database, RunningRecua.feed("a", "t", "id"));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @AfterEach
    void answerAsEver() {
        S3_ANSWERS.denied.clear();
        S3_ANSWERS.deniedOnce.clear();
        S3_ANSWERS.beforeHead.clear();
        S3_ANSWERS.beforeDelete.clear();
        S3_ANSWERS.everything = "";
        S3_ANSWERS.versioned = false;
        S3_ANSWERS.lags = "";
        S3_ANSWERS.listed = null;
        await().atMost(PATIENCE).until(() -> bucket.keys("landing/").isEmpty());
    }

    @Test
    void anArchivedObjectIsRefusedAndTheNextOneLoads() {
        S3_ANSWERS.denied.put("landing/a/glacier-1.csv", denial("InvalidObjectState"));
        bucket.put("landing/a/glacier-1.csv", CSV);

        JsonNode next = recua.load("landing/a/glacier-2.csv", CSV);

        assertThat(next.get("status").asText()).isEqualTo("LOADED");
        JsonNode refused = load("landing/a/glacier-1.csv");
        assertThat(refused.get("status").asText()).isEqualTo("QUARANTINED");
        assertThat(refused.get("error").asText()).contains("does not give the object out", "InvalidObjectState");
        assertThat(refused.get("note").asText()).contains("stays at landing/a/glacier-1.csv");
        assertThat(recua.get("/actuator/health/readiness").get("status").asText())
                .isEqualTo("UP");
        assertThat(bucket.keys("landing/")).containsExactly("landing/a/glacier-1.csv");

        S3_ANSWERS.denied.clear();
        await().atMost(PATIENCE)
                .until(() -> !bucket.keys("quarantine/a/glacier-1").isEmpty());
        assertThat(load("landing/a/glacier-1.csv").get("note").asText().split("; "))
                .hasSize(1);
    }

    @Test
    void anObjectThatAloneIsDeniedIsRefusedAndTheNextOneLoads() {
        S3_ANSWERS.denied.put("landing/a/kms-1.csv", denial("AccessDenied"));
        bucket.put("landing/a/kms-1.csv", CSV);

        JsonNode next = recua.load("landing/a/kms-2.csv", CSV);

        assertThat(next.get("status").asText()).isEqualTo("LOADED");
        assertThat(load("landing/a/kms-1.csv").get("error").asText()).contains("AccessDenied, not for you");
        S3_ANSWERS.denied.clear();
    }

    @Test
    void nothingIsRefusedWhileEveryObjectIsDenied() {
        S3_ANSWERS.everything = "AccessDenied";
        bucket.put("landing/a/policy-1.csv", CSV);
        bucket.put("landing/a/policy-2.csv", CSV);
        await().atMost(PATIENCE)
                .until(
                        () -> load("landing/a/policy-1.csv"),
                        load -> load != null && load.get("error").asText().contains("not for you"));

        S3_ANSWERS.everything = "";

        assertThat(List.of(
                        recua.settled("landing/a/policy-1.csv").get("status").asText(),
                        recua.settled("landing/a/policy-2.csv").get("status").asText()))
                .containsOnly("LOADED");
        assertThat(bucket.keys("quarantine/a/policy")).isEmpty();
    }

    @Test
    void nothingIsRefusedForADenialThatHasPassedWhenTheNextObjectIsRead() throws Exception {
        RouteController routes = recua.bean(CamelContext.class).getRouteController();
        routes.stopRoute("ingest-a");
        S3_ANSWERS.deniedOnce.put("landing/a/passing-1.csv", denial("AccessDenied"));
        bucket.put("landing/a/passing-1.csv", CSV);
        bucket.put("landing/a/passing-2.csv", CSV);
        routes.startRoute("ingest-a");

        assertThat(List.of(
                        recua.settled("landing/a/passing-1.csv").get("status").asText(),
                        recua.settled("landing/a/passing-2.csv").get("status").asText()))
                .containsOnly("LOADED");
        assertThat(S3_ANSWERS.deniedOnce).isEmpty();
    }

    @Test
    void anErrorBeforeTheNextClaimIsNotThatOfTheLoadThatHasEnded() {
        S3_ANSWERS.lags = "landing/a/lags-1.csv";

        recua.load("landing/a/lags-1.csv", CSV);
        recua.load("landing/a/lags-2.csv", CSV);

        assertThat(S3_ANSWERS.lags).as("what the list still holds").isEmpty();
        assertThat(recua.jdbc()
                        .sql("select status, failures, error from recua_load where object_key = 'landing/a/lags-1.csv'")
                        .query()
                        .singleRow())
                .containsEntry("status", "LOADED")
                .containsEntry("failures", 0)
                .containsEntry("error", null);
    }

    @Test
    void aVersionThatLandsBeforeTheDeleteIsKeptAndLoadsNext() {
        S3_ANSWERS.beforeDelete.put(
                "landing/a/delete.csv", () -> bucket.put("landing/a/delete.csv", "id,v\n1,newer\n"));

        bucket.put("landing/a/delete.csv", CSV);

        awaitLoads("landing/a/delete.csv", 2);
        assertThat(values()).containsExactly("newer");
        assertThat(notes("landing/a/delete.csv")).containsOnly("");
    }

    @Test
    void aVersionThatReplacesTheLoadedOneBeforeTheCopyLoadsNextAndTheLossIsTold() {
        S3_ANSWERS.beforeHead.put("landing/a/copy.csv", () -> bucket.put("landing/a/copy.csv", "id,v\n1,newest\n"));

        bucket.put("landing/a/copy.csv", CSV);

        awaitLoads("landing/a/copy.csv", 2);
        assertThat(values()).containsExactly("newest");
        assertThat(notes("landing/a/copy.csv")).first().asString().contains("archive/a/copy.csv does not hold");
    }

    @Test
    void whatIsRemovedBeforeTheCopyIsTold() {
        S3_ANSWERS.beforeHead.put("landing/a/gone.csv", () -> bucket.s3()
                .deleteObject(request -> request.bucket(bucket.name()).key("landing/a/gone.csv")));

        JsonNode load = recua.load("landing/a/gone.csv", CSV);

        assertThat(load.get("status").asText()).isEqualTo("LOADED");
        await().atMost(PATIENCE)
                .until(() -> notes("landing/a/gone.csv").get(0).contains("archive/a/gone.csv does not hold"));
    }

    @Test
    void theVersionThatWasReadIsArchivedWhereTheBucketKeepsVersions() {
        S3_ANSWERS.versioned = true;
        bucket.put("versions/landing/a/version.csv", CSV);
        S3_ANSWERS.beforeHead.put(
                "landing/a/version.csv", () -> bucket.put("landing/a/version.csv", "id,v\n1,later\n"));

        bucket.put("landing/a/version.csv", CSV);

        awaitLoads("landing/a/version.csv", 2);
        assertThat(values()).containsExactly("later");
        assertThat(notes("landing/a/version.csv")).containsOnly("");
    }

    private static void awaitLoads(String key, int count) {
        await().atMost(PATIENCE)
                .until(() -> recua.jdbc()
                                .sql("select count(*) from recua_load where object_key = ? and status = 'LOADED'")
                                .param(key)
                                .query(Integer.class)
                                .single()
                        == count);
        await().atMost(PATIENCE).until(() -> bucket.keys(key).isEmpty());
    }

    private static List<String> notes(String key) {
        return recua.jdbc()
                .sql("select coalesce(note, '') from recua_load where object_key = ? order by id")
                .param(key)
                .query(String.class)
                .list();
    }

    private static List<String> values() {
        return recua.jdbc().sql("select v from t").query(String.class).list();
    }

    private static JsonNode load(String key) {
        for (JsonNode load : recua.get("/actuator/loads").get("loads")) {
            if (load.get("object").asText().equals(key)) {
                return load;
            }
        }
        return null;
    }
}
