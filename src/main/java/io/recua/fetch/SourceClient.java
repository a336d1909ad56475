package io.recua.fetch;

import io.recua.config.CsvProperties.Compression;
import io.recua.config.FeedProperties;
import io.recua.config.FetchProperties;
import io.recua.config.RequestProperties;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Gives camel-http's client of a feed its deadlines, and says whom it may ask and what it tells them; retries are the
 * error policy's alone. What a failure's body says is not read.
 */
final class SourceClient implements HttpClientConfigurer {

    private static final int MAX_REDIRECTS = 5;
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private final FetchProperties fetch;
    private final RequestProperties request;
    private final HttpHost own;
    private final boolean packed;
    private final DnsResolver addresses;
    private final Redirects redirects;
    private final TlsSocketStrategy tls;

    SourceClient(FetchProperties fetch, String name, FeedProperties feed, DnsResolver names, TlsSocketStrategy tls) {
        URI url = URI.create(feed.url());
        String prefix = "recua.feeds." + name + ".request";
        this.fetch = fetch;
        this.request = feed.request();
        this.own = withPort(HttpHost.create(url));
        this.packed = feed.csv().compressionOf(url.getPath()) == Compression.GZIP;
        this.addresses = new Addresses(names, own.getHostName(), request, prefix);
        this.redirects = new Redirects(
                Stream.concat(Stream.of(own.getHostName()), request.allowedHosts().stream())
                        .map(Addresses::bare)
                        .collect(Collectors.toSet()),
                prefix);
        this.tls = tls;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableCookieManagement()
                .setUserAgent("Recua")
                .setRedirectStrategy(redirects)
                .addRequestInterceptorLast(this::tell)
                .addExecInterceptorAfter(ChainElement.REDIRECT.name(), "body", this::limitBody)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(fetch.responseTimeout()))
                        .setMaxRedirects(MAX_REDIRECTS)
                        .setContentCompressionEnabled(!packed)
                        .build())
                .setConnectionManager(connections());
    }

    private HttpClientConnectionManager connections() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setTlsSocketStrategy(tls)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(fetch.connectTimeout()))
                        .setSocketTimeout(Timeout.of(fetch.responseTimeout()))
                        .build())
                .build();
    }

    /**
     * Adds the feed's headers, which may be secret, where the request goes to the feed's own host. A packed file is asked
     * for as it is: packed once more on the way, it could not be told from a server that calls its packing an encoding.
     */
    private void tell(HttpRequest hop, EntityDetails body, HttpContext context) {
        if (packed) {
            hop.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
        if (isOwn(withPort(new HttpHost(hop.getScheme(), hop.getAuthority())))) {
            request.headers().forEach(hop::setHeader);
            request.authorization().ifPresent(value -> hop.setHeader(HttpHeaders.AUTHORIZATION, value));
        }
    }

    /** Whether it is the host, scheme and port of the feed's address, or the same host by https in place of http. */
    private boolean isOwn(HttpHost hop) {
        boolean upgraded = own.getPort() == 80
                && hop.getPort() == 443
                && hop.getSchemeName().equals("https");
        return Addresses.bare(hop.getHostName()).equals(Addresses.bare(own.getHostName()))
                && (upgraded
                        || hop.getPort() == own.getPort() && hop.getSchemeName().equals(own.getSchemeName()));
    }

    private ClassicHttpResponse limitBody(ClassicHttpRequest hop, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse answer = chain.proceed(hop, scope);
        if (answer.getEntity() != null && answer.getCode() < 300) {
            answer.setEntity(new Body(answer.getEntity(), scope.execRuntime, fetch.deadline()));
            keepPacked(answer);
        } else if (answer.getEntity() != null) {
            scope.execRuntime.discardEndpoint();
            answer.setEntity(null);
        }
        return answer;
    }

    /** The gzip that a server calls the encoding of a packed file is the file's own. */
    private void keepPacked(ClassicHttpResponse answer) {
        Header encoding = answer.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        if (packed && encoding != null && GZIP.contains(encoding.getValue().toLowerCase(Locale.ROOT))) {
            answer.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        }
    }

    private static HttpHost withPort(HttpHost host) {
        int standard = host.getSchemeName().equals("https") ? 443 : 80;
        return new HttpHost(host.getSchemeName(), host.getHostName(), host.getPort() < 0 ? standard : host.getPort());
    }
}
