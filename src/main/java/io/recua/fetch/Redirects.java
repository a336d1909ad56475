package io.recua.fetch;

import java.net.URI;
import java.util.Set;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Follows redirects only to the hosts that the feed's settings name, and never from https to http. */
final class Redirects extends DefaultRedirectStrategy {

    private final Set<String> hosts;
    private final String prefix;

    /**
     * Creates a strategy that follows redirects to these hosts.
     *
     * @param hosts in the form of {@link Addresses#normalize}
     * @param prefix the name of the settings {@code request}, for error messages
     */
    Redirects(Set<String> hosts, String prefix) {
        this.hosts = hosts;
        this.prefix = prefix;
    }

    /** Replaces HttpClient's message, which contains the URL. */
    @Override
    protected URI createLocationURI(String location) {
        try {
            return super.createLocationURI(location);
        } catch (ProtocolException e) {
            throw new FetchException("the source redirects to an invalid address");
        }
    }

    @Override
    public boolean isRedirectAllowed(HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
        String host = to.getHostName();
        if (!hosts.contains(Addresses.normalize(host))) {
            throw new FetchException("the source redirects to the host " + host
                    + "; if this is correct, add the host to " + prefix + ".allowed-hosts");
        }
        boolean secure = URIScheme.HTTPS.same(to.getSchemeName());
        if (!secure && !URIScheme.HTTP.same(to.getSchemeName())) {
            throw new FetchException("the source redirects to " + to.getSchemeName() + ", which is not http(s)");
        }
        if (!secure && URIScheme.HTTPS.same(from.getSchemeName())) {
            throw new FetchException("the source redirects from https to http on " + host
                    + ", where others on the network could read and change the content");
        }
        return true;
    }
}
