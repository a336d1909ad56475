package io.recua.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a redirect may lead, by host and scheme. */
class RedirectsTest {

    private final Redirects redirects = new Redirects(
            Set.of("source.test", "cdn.test", "::1"),
            host -> host.getHostName().equals("source.test"),
            "recua.feeds.a.request");

    private boolean isAllowed(String from, String to) throws Exception {
        return isAllowed("GET", from, to);
    }

    private boolean isAllowed(String method, String from, String to) throws Exception {
        return redirects.isRedirectAllowed(
                HttpHost.create(from),
                HttpHost.create(to),
                new BasicHttpRequest(method, "/rows.csv"),
                HttpCoreContext.create());
    }

    @ParameterizedTest
    @CsvSource({
        "https://source.test, https://source.test",
        "http://source.test, http://source.test:8080",
        "http://source.test, https://SOURCE.test",
        "http://source.test, http://cdn.test",
        "https://source.test, https://cdn.test",
        "http://source.test, http://[::1]",
    })
    void leadsToTheHostsThatTheSettingsName(String from, String to) throws Exception {
        assertThat(isAllowed(from, to)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://source.test, http://source.test, redirects from https to http on source.test",
        "https://source.test, http://cdn.test, redirects from https to http on cdn.test",
        "https://source.test, https://evil.test, add the host to recua.feeds.a.request.allowed-hosts",
        "https://source.test, https://source.test.evil.test, redirects to the host source.test.evil.test",
        "http://source.test, ftp://source.test, 'redirects to ftp, which is not http(s)'",
    })
    void leadsNowhereElse(String from, String to, String reason) {
        assertThatThrownBy(() -> isAllowed(from, to))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void takesABodyToTheAddressesOwnHostAlone() throws Exception {
        assertThat(isAllowed("POST", "https://source.test", "https://source.test"))
                .isTrue();
        assertThatThrownBy(() -> isAllowed("POST", "https://source.test", "https://cdn.test"))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("redirects the body of the request to cdn.test")
                .hasMessageContaining("write the new address into url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            /a.csv -> /a.csv
            /my rows.csv?x=a b -> /my%20rows.csv?x=a%20b
            /Ã±.csv -> /%C3%B1.csv
            /100%.csv?x=%2F&y=%zz -> /100%25.csv?x=%2F&y=%25zz
            /a[1]{2}.csv?x[]=<|> -> /a%5B1%5D%7B2%7D.csv?x%5B%5D=%3C%7C%3E
            http://[::1]:80/a[1].csv -> http://[::1]:80/a%5B1%5D.csv
            //cdn.test/a b -> //cdn.test/a%20b
            """)
    void encodesWhatAUriCannotContainAndNothingElse(String location, String followed) {
        assertThat(redirects.createLocationURI(location)).hasToString(followed);
    }
}
