package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClient;

/** Whoever lands an object chooses its key: the key is never evaluated, and stops nothing. */
@ExtendWith(OutputCaptureExtension.class)
class HostileNamesTest {

    private static final String CSV = "id,v\n1,one\nno number,x\n";
    private static final String RAN = "recua.test.ran";
    private static final String BEAN = "bean:type:java.lang.System?method=setProperty('" + RAN + "', 'yes')";
    private static final String CALL = "T(java.lang.System).setProperty('" + RAN + "', 'yes')";

    private static final List<String> NAMES = List.of(
            "${" + BEAN + "}",
            "$simple{" + BEAN + "}",
            "${header.feed}${variable.claim}${body}",
            "{{recua.bucket}}{{no.such.property}}",
            "#{" + CALL + "}",
            "__${" + CALL + "}__::x",
            "%X{feed}%d%m%n%replace(x){'x','y'}",
            "{} {0} %s %n",
            "${jndi:ldap:127.0.0.1:9/x}",
            "line\nbreak\r\n2026-01-01 ERROR forged",
            "\u001b[31mred\u001b]0;title\u0007",
            "\u0001\u007f\u0085\u2028",
            "\"quotes'`; drop table t; --",
            "<script>alert(1)</script>&amp;",
            "a..b",
            "plus+blank %25 %2F %",
            "?query#fragment",
            "ñ 名前 😀 \u202etxt",
            " blanks ");

    /** Control characters but for tab and line break, line separators, and what turns the direction of writing. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}&&[^\\t\\n\\r]]|\\r(?!\\n)|[\\u2028\\u2029\\u202a-\\u202e]");

    private static TestDatabase database;
    private static TestBucket bucket;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id int not null primary key, v varchar(20))")
                .update();
        bucket = TestBucket.empty();
        recua = RunningRecua.start(bucket, database, RunningRecua.feed("a", "t", "id", "max-rejected=100%"));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @Test
    void anyNameLoadsAndNothingOfItIsEvaluated(CapturedOutput log) {
        NAMES.forEach(name -> bucket.put("landing/a/" + name + ".csv", CSV));

        assertThat(NAMES).allSatisfy(name -> {
            JsonNode load = recua.settled("landing/a/" + name + ".csv");
            assertThat(load.get("status").asText()).isEqualTo("LOADED");
            assertThat(load.get("error").isNull()).isTrue();
            assertThat(bucket.text("archive/a/" + name + ".csv")).isEqualTo(CSV);
            assertThat(bucket.rejected("a/" + name)).contains("no number");
        });
        assertThat(System.getProperty(RAN)).isNull();
        assertHarmless("the log", log.toString());
        assertThat(log.toString()).contains("Loaded landing/a/line\\nbreak\\r\\n2026-01-01 ERROR forged.csv");
        assertHarmless("the page", page());
        assertThat(page()).contains("script&gt;&amp;amp;.csv").doesNotContain("<script>alert");
        assertHarmless("the command status", status());
        assertThat(recua.get("/actuator/health/readiness").get("status").asText())
                .isEqualTo("UP");
    }

    private static void assertHarmless(String where, String text) {
        assertThat(text).as(where).doesNotContainPattern(UNSEEN).doesNotContainPattern("(?m)^2026-01-01 ERROR");
    }

    private static String page() {
        return RestClient.create("http://127.0.0.1:" + recua.port())
                .get()
                .uri("/")
                .headers(headers -> headers.setBasicAuth("operator", RunningRecua.PASSWORD))
                .retrieve()
                .body(String.class);
    }

    private static String status() {
        StringWriter out = new StringWriter();
        int exitCode = RecuaApplication.commands()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "status",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password());
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }
}
