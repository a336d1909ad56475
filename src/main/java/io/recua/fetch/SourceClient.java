package io.recua.fetch;

import io.recua.config.CsvProperties.Compression;
import io.recua.config.FeedProperties;
import io.recua.config.FetchProperties;
import io.recua.config.RequestProperties;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.RedirectException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Configures the HTTP client of one feed: its timeouts, the hosts it may connect to and the headers it sends. The client
 * does not retry, because the error policy does, and does not read the body of a failure.
 */
final class SourceClient implements HttpClientConfigurer {

    /** The header that marks a response with neither a length nor chunks: only the end of the connection ends its body. */
    static final String NO_END_ANNOUNCED = "Recua-No-End-Announced";

    private static final int MAX_REDIRECTS = 5;

    /** Real responses have fewer and shorter headers; without a limit, endless headers would fill the heap. */
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(32 << 10)
            .setMaxEmptyLineCount(10)
            .build();

    private final FetchProperties fetch;
    private final RequestProperties request;
    private final FeedHost feedHost;
    private final boolean gzipFile;
    private final DnsResolver addresses;
    private final Redirects redirects;
    private final TlsSocketStrategy tls;

    SourceClient(FetchProperties fetch, String name, FeedProperties feed, DnsResolver names, TlsSocketStrategy tls) {
        URI url = feed.address(Instant.EPOCH);
        String prefix = "recua.feeds." + name + ".request";
        this.fetch = fetch;
        this.request = feed.request();
        this.feedHost = FeedHost.of(url);
        this.gzipFile = feed.csv().compressionOf(url.getPath()) == Compression.GZIP;
        this.addresses = new Addresses(names, feedHost.name(), request, prefix);
        this.redirects = new Redirects(
                Stream.concat(Stream.of(feedHost.name()), request.allowedHosts().stream())
                        .map(Addresses::normalize)
                        .collect(Collectors.toSet()),
                feedHost::matches,
                prefix);
        this.tls = tls;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .setUserAgent("Recua")
                .setRedirectStrategy(redirects)
                .addRequestInterceptorLast(this::addHeaders)
                .addExecInterceptorBefore(ChainElement.REDIRECT.name(), "request", this::executeRequest)
                .addExecInterceptorAfter(ChainElement.REDIRECT.name(), "hop", SourceClient::executeHop)
                .disableContentCompression()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(fetch.responseTimeout()))
                        .setMaxRedirects(MAX_REDIRECTS)
                        .build())
                .setConnectionManager(connections());
    }

    private HttpClientConnectionManager connections() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setTlsSocketStrategy(tls)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEADERS)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(fetch.connectTimeout()))
                        .setSocketTimeout(Timeout.of(fetch.responseTimeout()))
                        .build())
                .build();
    }

    /**
     * Adds the feed's headers, which may be secret, only if the request goes to the feed's own host. A gzip file is
     * requested without a content encoding: some servers label the file's own gzip as an encoding, and the two cases
     * could not be told apart.
     */
    private void addHeaders(HttpRequest hop, EntityDetails body, HttpContext context) {
        hop.setHeader(HttpHeaders.ACCEPT_ENCODING, gzipFile ? "identity" : Encoding.ACCEPTED);
        if (feedHost.receives(hop)) {
            request.headers().forEach((name, value) -> addHeader(hop, name, value));
            request.authorization().ifPresent(value -> hop.setHeader(HttpHeaders.AUTHORIZATION, value));
        }
    }

    /** Cookies of the settings are sent together with those that a redirect has set. */
    private static void addHeader(HttpRequest hop, String name, String value) {
        Header cookies = name.equalsIgnoreCase(HttpHeaders.COOKIE) ? hop.getFirstHeader(name) : null;
        hop.setHeader(name, cookies == null ? value : value + "; " + cookies.getValue());
    }

    /**
     * Executes a request with all its redirects within the deadline; returns a complete response or a 304. Cookies live as long
     * as the request: a redirect may need them, the next fetch must not depend on them.
     */
    private ClassicHttpResponse executeRequest(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        Deadline deadline = new Deadline(fetch.deadline(), ((Cancellable) scope.originalRequest)::cancel);
        boolean bodyOpened = false;
        scope.clientContext.setCookieStore(new BasicCookieStore());
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            Status.check(response, request, feedHost.name());
            if (response.getEntity() != null) {
                wrapBody(response, scope, deadline);
                bodyOpened = true;
            }
            return response;
        } catch (IOException e) {
            throw deadline.hasPassed() ? deadline.exception() : Breakdown.of(e, feedHost.address());
        } catch (HttpException e) {
            // Without the cause: its message contains the URL.
            throw new UnavailableException("the source " + feedHost.name()
                    + (e instanceof RedirectException
                            ? " redirects in circles, or more than " + MAX_REDIRECTS + " times"
                            : " sends an invalid HTTP response"));
        } finally {
            if (!bodyOpened) {
                deadline.close();
                scope.execRuntime.discardEndpoint();
            }
        }
    }

    private void wrapBody(ClassicHttpResponse response, ExecChain.Scope scope, Deadline deadline) {
        HttpEntity encodedBody = response.getEntity();
        HttpEntity body = new Body(encodedBody, scope, feedHost.address(), deadline);
        Encoding encoding = encoding(response);
        response.removeHeaders(NO_END_ANNOUNCED);
        if (encodedBody.getContentLength() < 0 && !encodedBody.isChunked()) {
            response.setHeader(NO_END_ANNOUNCED, true);
        }
        if (encoding != Encoding.NONE) {
            response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        }
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.setEntity(encoding == Encoding.NONE ? body : encoding.decoded(body));
    }

    /** Returns the encoding to decode. For a gzip file, {@code Content-Encoding: gzip} describes the file itself. */
    private Encoding encoding(ClassicHttpResponse response) {
        Encoding encoding = Encoding.of(response);
        return gzipFile && encoding == Encoding.GZIP ? Encoding.NONE : encoding;
    }

    /** Executes one request without its redirects; drops the body of a redirect or failure unread. */
    private static ClassicHttpResponse executeHop(ClassicHttpRequest hop, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            ClassicHttpResponse response = chain.proceed(hop, scope);
            if (response.getEntity() != null && !Status.isComplete(response)) {
                scope.execRuntime.discardEndpoint();
                response.setEntity(null);
            }
            return response;
        } catch (IOException e) {
            throw Breakdown.of(e, scope.route.getTargetHost());
        }
    }
}
