package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

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
import java.util.List;
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
        recua = RunningRecua.start(
                TestBucket.empty(),
                database,
                RunningRecua.feed("genes", "genes", "symbol", "server.forward-headers-strategy=native"));
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
        List<String> cookies = page.headers().allValues("Set-Cookie");

        assertThat(cookies).singleElement(STRING).contains("HttpOnly").contains("SameSite=Lax");
        assertThat(send(request(page() + STOP + "&_csrf=" + token(page), RunningRecua.PASSWORD)
                                .header("Cookie", pair(cookies.get(0)))
                                .header("Origin", page())
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(302);
        assertThat(recua.get(ACT).at("/routes/ingest-genes").asText()).isEqualTo("Stopped");
    }

    private static String token(HttpResponse<String> page) {
        return Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** The name and value of a cookie, as a browser sends them back. */
    private static String pair(String cookie) {
        return cookie.replaceFirst(";.*", "");
    }

    /** A browser's request as a proxy that ends TLS passes it on. */
    private static HttpRequest.Builder proxied(String path, String address) {
        return HttpRequest.newBuilder(URI.create(page() + path))
                .header("Accept", "text/html")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", address);
    }

    private static HttpResponse<String> signIn(String address, String password, String to) throws Exception {
        return post("/login", address, "username=operator&password=" + password + "&to=" + to);
    }

    /** Posts a form as a browser without a session does. */
    private static HttpResponse<String> post(String path, String address, String fields) throws Exception {
        HttpResponse<String> form = send(proxied("/login", address));
        return send(proxied(path, address)
                .header("Cookie", pair(form.headers().firstValue("Set-Cookie").orElseThrow()))
                .header("Origin", page().replace("http:", "https:"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields + "&_csrf=" + token(form))));
    }

    private static String location(HttpResponse<String> redirect) {
        assertThat(redirect.statusCode()).as(redirect.body()).isEqualTo(302);
        return redirect.headers().firstValue("Location").orElseThrow();
    }

    @Test
    @Order(4)
    void behindAProxyThatEndsTlsTheSessionIsForHttpsAndNoRedirectLeavesIt() throws Exception {
        String address = "203.0.113.1";
        HttpResponse<String> asked = send(proxied("/feeds/genes?page=1", address));
        assertThat(location(asked)).isEqualTo("/login?to=%2Ffeeds%2Fgenes%3Fpage%3D1");
        assertThat(asked.headers().allValues("Set-Cookie"))
                .as("a session of nobody")
                .isEmpty();
        assertThat(location(post("/feeds/genes/fetch", address, "to=/feeds/genes")))
                .as("a button whose session has ended")
                .isEqualTo("/login?undone&to=%2Ffeeds%2Fgenes");

        HttpResponse<String> signedIn = signIn(address, RunningRecua.PASSWORD, "/feeds/genes");

        assertThat(location(signedIn)).isEqualTo("/feeds/genes");
        List<String> cookies = signedIn.headers().allValues("Set-Cookie");
        assertThat(cookies).allSatisfy(cookie -> assertThat(cookie).contains("; Secure", "; HttpOnly"));
        String session = cookies.stream()
                .filter(cookie -> cookie.startsWith("recua-session="))
                .findFirst()
                .orElseThrow();
        assertThat(session).contains("SameSite=Lax");
        HttpResponse<String> page = send(proxied("/", address).header("Cookie", pair(session)));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContainPattern("(href|src|action)=\"http");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContainPattern("(?i)<script>|<style|\\sstyle=|\\son[a-z]+=");
        assertThat(send(HttpRequest.newBuilder(URI.create(management() + "/actuator/loads"))
                                .header("Cookie", pair(session)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(URI.create(management() + "/login"))
                                .header("Cookie", "XSRF-TOKEN=planted")
                                .header("X-Forwarded-For", address)
                                .POST(BodyPublishers.ofString("_csrf=planted")))
                        .statusCode())
                .isEqualTo(401);
        for (String elsewhere : List.of("//evil.example.org", "https://evil.example.org", "/%5Cevil.example.org")) {
            assertThat(location(signIn(address, RunningRecua.PASSWORD, elsewhere)))
                    .isEqualTo("/");
        }
    }

    @Test
    @Order(5)
    void whoGuessesInTheFormWaitsAsOneWhoGuessesByBasic() throws Exception {
        String address = "203.0.113.2";
        for (int i = 0; i < SignInLimit.MAX_PER_ADDRESS; i++) {
            assertThat(signIn(address, "guess" + i, "/").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = signIn(address, RunningRecua.PASSWORD, "/");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).containsPattern("too many wrong passwords; try again in \\d+ s");
        assertThat(location(signIn("203.0.113.3", RunningRecua.PASSWORD, "/"))).isEqualTo("/");
    }

    @Test
    @Order(6)
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
