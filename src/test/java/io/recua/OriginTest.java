package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.control.SignInLimit;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What another site, another port of this host, or somebody who guesses can make Recua do: nothing. */
@TestMethodOrder(OrderAnnotation.class)
class OriginTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String STOP = "/feeds/genes/stop?task=INGEST";
    private static final String ACT = "/actuator/feeds/genes";

    private static RunningRecua recua;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table genes (symbol int not null primary key)")
                .update();
        recua = RunningRecua.start(TestBucket.empty(), database, RunningRecua.feed("genes", "genes", "symbol"));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    private static String page() {
        return "http://127.0.0.1:" + recua.port();
    }

    private static String management() {
        return recua.management();
    }

    private static HttpRequest.Builder request(String address, String password) {
        String credentials =
                Base64.getEncoder().encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Basic " + credentials);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** A form of the page with a token that somebody else put into the cookie, too. */
    private static HttpRequest.Builder planted(String... headers) {
        HttpRequest.Builder request = request(page() + STOP + "&_csrf=planted", RunningRecua.PASSWORD)
                .header("Cookie", "XSRF-TOKEN=planted")
                .POST(BodyPublishers.noBody());
        return headers.length == 0 ? request : request.headers(headers);
    }

    @Test
    @Order(1)
    void aCookieOfAnotherPortIsNoPassToThePage() throws Exception {
        assertThat(send(planted("Origin", "http://127.0.0.1:9")).statusCode()).isEqualTo(403);
        assertThat(send(planted("Origin", "null")).statusCode()).isEqualTo(403);
        assertThat(send(planted("Sec-Fetch-Site", "same-site")).statusCode()).isEqualTo(403);
        assertThat(recua.get(ACT).at("/routes/ingest-genes").asText()).isEqualTo("Started");
    }

    @Test
    @Order(2)
    void theManagementPortTakesNothingOfAnotherSite() throws Exception {
        HttpRequest.Builder action = request(management() + ACT, RunningRecua.PASSWORD)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"action\":\"none\"}"));

        assertThat(send(action.copy().header("Origin", page())).statusCode()).isEqualTo(403);
        assertThat(send(action.copy().header("Sec-Fetch-Site", "cross-site")).statusCode())
                .isEqualTo(403);
        assertThat(send(action.copy().header("Origin", management())).statusCode())
                .isEqualTo(400);
        assertThat(send(action).statusCode()).isEqualTo(400);
    }

    @Test
    @Order(3)
    void thePageTakesItsOwnForms() throws Exception {
        HttpResponse<String> page = send(request(page() + "/", RunningRecua.PASSWORD));
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        String token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(send(request(page() + STOP + "&_csrf=" + token, RunningRecua.PASSWORD)
                                .header("Cookie", cookie.replaceFirst(";.*", ""))
                                .header("Origin", page())
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(302);
        assertThat(recua.get(ACT).at("/routes/ingest-genes").asText()).isEqualTo("Stopped");
    }

    @Test
    @Order(4)
    void whoGuessesPasswordsWaitsAtBothPorts() throws Exception {
        for (int i = 0; i < SignInLimit.MAX_PER_ADDRESS; i++) {
            assertThat(send(request(page() + "/", "guess" + i)).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = send(request(page() + "/", RunningRecua.PASSWORD));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(send(request(management() + "/actuator/loads", RunningRecua.PASSWORD))
                        .statusCode())
                .isEqualTo(429);
    }
}
