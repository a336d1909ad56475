package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever lands an object chooses its key: the key is never evaluated, and stops nothing. */
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

    private static TestBucket bucket;
    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
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
    void anyNameLoadsAndNothingOfItIsEvaluated() {
        NAMES.forEach(name -> bucket.put("landing/a/" + name + ".csv", CSV));

        assertThat(NAMES).allSatisfy(name -> {
            JsonNode load = recua.settled("landing/a/" + name + ".csv");
            assertThat(load.get("status").asText()).isEqualTo("LOADED");
            assertThat(load.get("error").isNull()).isTrue();
            assertThat(bucket.text("archive/a/" + name + ".csv")).isEqualTo(CSV);
            assertThat(bucket.rejected("a/" + name)).contains("no number");
        });
        assertThat(System.getProperty(RAN)).isNull();
    }
}
