package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.Browser;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;

/** The console; it is in no other build than that of its profile: {@code mvn -Phawtio test -Dtest=HawtioTest}. */
class HawtioTest {

    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        assumeTrue(
                ClassUtils.isPresent("io.hawt.springboot.HawtioEndpoint", null),
                "no Hawtio here; mvn -Phawtio test -Dtest=HawtioTest");
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table genes (symbol int not null primary key)")
                .update();
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                RunningRecua.feed(
                        "genes",
                        "genes",
                        "symbol",
                        "recua.users.vera.password=" + RunningRecua.PASSWORD,
                        "recua.users.vera.role=viewer"));
    }

    @AfterAll
    static void stop() {
        if (recua != null) {
            recua.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"operator", "vera"})
    void showsTheRoutes(String user) {
        try (Browser browser = Browser.open(URI.create(recua.management()).getPort())) {
            browser.signInByBasic(user, RunningRecua.PASSWORD).go("/actuator/hawtio/camel");

            browser.awaitText("body", "ingest-genes");
            // The browser asks for the icon by itself.
            assertThat(browser.complaints())
                    .filteredOn(line -> !line.contains("/favicon.ico"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    read | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | State           | 200 | 200
                    exec | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | dumpRouteAsXml() | 200 | 200
                    exec | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | suspend()       | 403 | 200
                    exec | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | resume()        | 403 | 200
                    exec | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | stop(long)      | 403 | 403
                    exec | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | remove()        | 403 | 403
                    write | org.apache.camel:context=CONTEXT,type=routes,name="ingest-genes" | Tracing        | 403 | 403
                    exec | org.apache.camel:context=CONTEXT,type=context,name="CONTEXT"     | stop()          | 403 | 403
                    exec | org.apache.camel:context=CONTEXT,type=context,name="CONTEXT"     | sendBody(java.lang.String,java.lang.Object) | 403 | 403
                    exec | org.apache.camel:context=CONTEXT,type=tracer,name=BacklogTracer  | dumpAllTracedMessagesAsXml() | 403 | 403
                    exec | hawtio:type=security,name=RBACRegistry                           | list()          | 200 | 200
                    exec | java.lang:type=Memory                                            | gc()            | 403 | 403
                    read | java.lang:type=Runtime                                           | SystemProperties | 403 | 403
                    """)
    void jolokiaAllowsEachRoleWhatThePolicySays(
            String type, String mbean, String member, int forViewer, int forOperator) {
        String name = mbean.replace("CONTEXT", recua.bean(CamelContext.class).getManagementName());

        assertThat(jolokia("vera", type, name, member)).isEqualTo(forViewer);
        assertThat(jolokia("operator", type, name, member)).isEqualTo(forOperator);
    }

    @Test
    void hasTheEndpointsOfTheOtherJarToo() throws IOException {
        Object exposed = new YamlPropertySourceLoader()
                .load("main", new FileSystemResource("src/main/resources/application.yaml"))
                .get(0)
                .getProperty("management.endpoints.web.exposure.include");

        JsonNode links = recua.get("/actuator").get("_links");

        assertThat(exposed.toString().split(",")).allMatch(links::has);
    }

    /** The status in the JSON: that of HTTP is 200 all the same. */
    private static int jolokia(String user, String type, String mbean, String member) {
        return recua.user(user, RunningRecua.PASSWORD)
                .post()
                .uri("/actuator/jolokia")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("type", type, "mbean", mbean, "attribute", member, "operation", member, "value", true))
                .retrieve()
                .body(JsonNode.class)
                .get("status")
                .asInt();
    }
}
