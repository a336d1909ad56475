package io.recua.fetch;

import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Follows redirects only to the hosts that the feed's settings name, and never from https to http. After 301, 302 and 303 a POST
 * becomes a GET without a body; 307 and 308 keep it.
 */
final class Redirects extends DefaultRedirectStrategy {

    /** Scheme, host and port, where brackets are around an IPv6 address, and nothing is encoded. */
    private static final Pattern UP_TO_PORT = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*");

    /** All but the characters of RFC 3986 for path, query and fragment, and a percent sign that begins no escape. */
    private static final Pattern TO_ENCODE = Pattern.compile("[^A-Za-z0-9._~:/?#@!$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})");

    private final Set<String> hosts;
    private final Predicate<HttpHost> own;
    private final String prefix;

    /**
     * Creates a strategy that follows redirects to these hosts.
     *
     * @param hosts in the form of {@link Addresses#normalize}
     * @param own whether a host is the feed's own, the only one that the body of a request is sent to
     * @param prefix the name of the settings {@code request}, for error messages
     */
    Redirects(Set<String> hosts, Predicate<HttpHost> own, String prefix) {
        this.hosts = hosts;
        this.own = own;
        this.prefix = prefix;
    }

    /**
     * Accepts characters that must be encoded but often are not, such as blanks, and replaces HttpClient's message, which
     * contains the URL.
     */
    @Override
    protected URI createLocationURI(String location) {
        try {
            return super.createLocationURI(encoded(location));
        } catch (ProtocolException e) {
            throw new FetchException("the source redirects to an invalid address");
        }
    }

    /** Percent-encodes what a URI cannot contain; HttpClient reads each byte of a header as one character. */
    private static String encoded(String location) {
        Matcher upToPort = UP_TO_PORT.matcher(location);
        int start = upToPort.lookingAt() ? upToPort.end() : 0;
        String rest = TO_ENCODE.matcher(location.substring(start)).replaceAll(character -> "%%%02X"
                .formatted((int) character.group().charAt(0)));
        return location.substring(0, start) + rest;
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
        if (Method.POST.isSame(redirect.getMethod()) && !own.test(to)) {
            throw new FetchException("the source redirects the body of the request to " + host
                    + ", and Recua sends it to the address's own host, port and scheme only;"
                    + " if this is correct, write the new address into url");
        }
        return true;
    }
}
