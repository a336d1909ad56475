package io.recua.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a redirect may lead, by host and scheme. */
class RedirectsTest {

    private final Redirects redirects =
            new Redirects(Set.of("source.test", "cdn.test", "::1"), "recua.feeds.a.request");

    private boolean isAllowed(String from, String to) throws Exception {
        return redirects.isRedirectAllowed(
                HttpHost.create(from),
                HttpHost.create(to),
                new BasicHttpRequest("GET", "/rows.csv"),
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
}
