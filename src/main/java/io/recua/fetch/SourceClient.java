package io.recua.fetch;

import io.recua.config.CsvProperties.Compression;
import io.recua.config.FeedProperties;
import io.recua.config.FetchProperties;
import io.recua.config.RequestProperties;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.RedirectException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
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
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Gives camel-http's client of a feed its deadlines, and says whom it may ask and what it tells them; retries are the
 * error policy's alone. What a failure's body says is not read.
 */
final class SourceClient implements HttpClientConfigurer {

    /** The header of an answer whose body nothing but the end of the connection ends, be that on purpose or not. */
    static final String NO_END_ANNOUNCED = "Recua-No-End-Announced";

    private static final int MAX_REDIRECTS = 5;

    /** Real answers have fewer and shorter headers; without a limit, endless ones would fill the heap. */
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(32 << 10)
            .setMaxEmptyLineCount(10)
            .build();

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
                .addExecInterceptorBefore(ChainElement.REDIRECT.name(), "answer", this::answer)
                .addExecInterceptorAfter(ChainElement.REDIRECT.name(), "hop", SourceClient::hop)
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
     * Adds the feed's headers, which may be secret, where the request goes to the feed's own host. A packed file is asked
     * for as it is: packed once more on the way, it could not be told from a server that calls its packing an encoding.
     */
    private void tell(HttpRequest hop, EntityDetails body, HttpContext context) {
        hop.setHeader(HttpHeaders.ACCEPT_ENCODING, packed ? "identity" : Encoding.ACCEPTED);
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

    /** One request with all its redirects, within the deadline. Gives the answer if it is a whole one, or unchanged. */
    private ClassicHttpResponse answer(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        Deadline deadline = new Deadline(fetch.deadline(), ((Cancellable) scope.originalRequest)::cancel);
        boolean answered = false;
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            Status.check(answer, request, own.getHostName());
            if (answer.getEntity() != null) {
                content(answer, scope, deadline);
                answered = true;
            }
            return answer;
        } catch (IOException e) {
            throw deadline.hasPassed() ? deadline.exception() : Breakdown.of(e, own);
        } catch (HttpException e) {
            // Without the cause, which quotes the address.
            throw new UnavailableException("the source " + own.getHostName()
                    + (e instanceof RedirectException
                            ? " redirects in circles, or more than " + MAX_REDIRECTS + " times"
                            : " does not answer as HTTP demands"));
        } finally {
            if (!answered) {
                deadline.close();
                scope.execRuntime.discardEndpoint();
            }
        }
    }

    private void content(ClassicHttpResponse answer, ExecChain.Scope scope, Deadline deadline) {
        HttpEntity packedBody = answer.getEntity();
        HttpEntity body = new Body(packedBody, scope, own, deadline);
        Encoding encoding = encoding(answer);
        answer.removeHeaders(NO_END_ANNOUNCED);
        if (packedBody.getContentLength() < 0 && !packedBody.isChunked()) {
            answer.setHeader(NO_END_ANNOUNCED, true);
        }
        if (encoding != Encoding.NONE) {
            answer.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        }
        answer.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        answer.setEntity(encoding == Encoding.NONE ? body : encoding.decoded(body));
    }

    /** The gzip that a server calls the encoding of a packed file is the file's own. */
    private Encoding encoding(ClassicHttpResponse answer) {
        Encoding encoding = Encoding.of(answer);
        return packed && encoding == Encoding.GZIP ? Encoding.NONE : encoding;
    }

    /** What a redirect or a failure says in its body is not read. */
    private static ClassicHttpResponse hop(ClassicHttpRequest hop, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            ClassicHttpResponse answer = chain.proceed(hop, scope);
            if (answer.getEntity() != null && !Status.isWhole(answer)) {
                scope.execRuntime.discardEndpoint();
                answer.setEntity(null);
            }
            return answer;
        } catch (IOException e) {
            throw Breakdown.of(e, scope.route.getTargetHost());
        }
    }

    private static HttpHost withPort(HttpHost host) {
        int standard = host.getSchemeName().equals("https") ? 443 : 80;
        return new HttpHost(host.getSchemeName(), host.getHostName(), host.getPort() < 0 ? standard : host.getPort());
    }
}
