package io.recua.fetch;

import java.net.URI;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Identifies the host of a feed's URL: only requests to it may carry the feed's headers, which may be secret.
 *
 * @param address the host with its scheme and port
 */
record FeedHost(HttpHost address) {

    static FeedHost of(URI url) {
        return new FeedHost(withPort(HttpHost.create(url)));
    }

    String name() {
        return address.getHostName();
    }

    /** Returns whether a request goes to this host, see {@link #matches}. */
    boolean receives(HttpRequest request) {
        return matches(new HttpHost(request.getScheme(), request.getAuthority()));
    }

    /** Returns whether this is the same host, scheme and port, or the same host by https in place of http. */
    boolean matches(HttpHost host) {
        HttpHost target = withPort(host);
        boolean upgraded = address.getPort() == 80
                && target.getPort() == 443
                && target.getSchemeName().equals("https");
        return Addresses.normalize(target.getHostName()).equals(Addresses.normalize(name()))
                && (upgraded
                        || target.getPort() == address.getPort()
                                && target.getSchemeName().equals(address.getSchemeName()));
    }

    private static HttpHost withPort(HttpHost host) {
        int standard = host.getSchemeName().equals("https") ? 443 : 80;
        return new HttpHost(host.getSchemeName(), host.getHostName(), host.getPort() < 0 ? standard : host.getPort());
    }
}
