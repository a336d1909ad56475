package io.recua.fetch;

import java.net.URI;
import java.util.Set;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Follows a redirect to a host that the feed's settings name, and never from https back to http. */
final class Redirects extends DefaultRedirectStrategy {

    private final Set<String> hosts;
    private final String prefix;

    /**
     * Follows to these hosts.
     *
     * @param hosts as {@link Addresses#bare} writes them
     * @param prefix the name of the settings {@code request}
     */
    Redirects(Set<String> hosts, String prefix) {
        this.hosts = hosts;
        this.prefix = prefix;
    }

    /** The message of HttpClient quotes the address. */
    @Override
    protected URI createLocationURI(String location) {
        try {
            return super.createLocationURI(location);
        } catch (ProtocolException e) {
            throw new FetchException("the source redirects to something that is no address");
        }
    }

    @Override
    public boolean isRedirectAllowed(HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
        String host = to.getHostName();
        if (!hosts.contains(Addresses.bare(host))) {
            throw new FetchException("the source redirects to the host " + host + "; if that is right, write it in "
                    + prefix + ".allowed-hosts");
        }
        boolean secure = URIScheme.HTTPS.same(to.getSchemeName());
        if (!secure && !URIScheme.HTTP.same(to.getSchemeName())) {
            throw new FetchException("the source redirects to " + to.getSchemeName() + ", which is not http(s)");
        }
        if (!secure && URIScheme.HTTPS.same(from.getSchemeName())) {
            throw new FetchException("the source redirects from https to http on " + host
                    + ", where anybody on the way could read and change the content");
        }
        return true;
    }
}
