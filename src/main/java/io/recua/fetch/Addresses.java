package io.recua.fetch;

import io.recua.config.RequestProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Resolves the hosts of a feed's source and refuses addresses that a source must not have. The HTTP client uses only this
 * resolver, at each redirect too: it connects to exactly the addresses that were checked.
 */
final class Addresses implements DnsResolver {

    /**
     * Unspecified, link-local, multicast and reserved addresses, and the metadata services of AWS, Azure, Google and
     * Alibaba, which return credentials.
     */
    private static final List<IpAddressMatcher> FORBIDDEN = networks(List.of(
            "0.0.0.0/8",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.0.0/16",
            "224.0.0.0/3",
            "::",
            "fd00:ec2::/32",
            "fd20:ce::254",
            "fe80::/10",
            "ff00::/8"));

    private static final List<IpAddressMatcher> PRIVATE = networks(List.of(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "::1",
            "64:ff9b:1::/48",
            "fc00::/7",
            "fec0::/10"));

    private final DnsResolver names;
    private final String feedHost;
    private final List<IpAddressMatcher> allowed;
    private final String advice;
    private volatile boolean feedHostWasPublic;

    /**
     * Creates a resolver that checks what {@code names} returns.
     *
     * @param feedHost the host of the feed's URL, the only one that may be in a private network
     * @param prefix the name of the settings {@code request}, for error messages
     */
    Addresses(DnsResolver names, String feedHost, RequestProperties request, String prefix) {
        this.names = names;
        this.feedHost = normalize(feedHost);
        this.allowed = networks(request.allowedAddresses());
        this.advice = "; if this is correct, add the address or its network to " + prefix + ".allowed-addresses";
    }

    /**
     * Returns all addresses of the host.
     *
     * @throws FetchException if one of them is refused
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            check(host, address);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    /** Returns the host's name in the form for comparisons: in lower case, an IPv6 address without its brackets. */
    static String normalize(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    }

    private void check(String host, InetAddress resolved) throws UnknownHostException {
        List<InetAddress> addresses = EmbeddedIpv4.expand(resolved);
        if (addresses.stream().anyMatch(address -> isIn(allowed, address))) {
            return;
        }
        boolean isFeedHost = normalize(host).equals(feedHost);
        Optional<InetAddress> forbidden = firstIn(FORBIDDEN, addresses);
        Optional<InetAddress> inPrivate = firstIn(PRIVATE, addresses);
        if (forbidden.isPresent()) {
            throw refused(host, forbidden.get(), "a link-local, metadata or reserved address");
        }
        if (inPrivate.isEmpty()) {
            feedHostWasPublic |= isFeedHost;
        } else if (!isFeedHost) {
            throw refused(host, inPrivate.get(), "in a private network, where a redirect must not lead");
        } else if (feedHostWasPublic) {
            throw refused(host, inPrivate.get(), "in a private network, and was at a public address before");
        }
    }

    private FetchException refused(String host, InetAddress address, String reason) {
        return new FetchException("the host " + host + " is at " + address.getHostAddress() + ", " + reason + advice);
    }

    private static Optional<InetAddress> firstIn(List<IpAddressMatcher> networks, List<InetAddress> addresses) {
        return addresses.stream().filter(address -> isIn(networks, address)).findFirst();
    }

    private static boolean isIn(List<IpAddressMatcher> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address.getHostAddress()));
    }

    private static List<IpAddressMatcher> networks(List<String> networks) {
        return networks.stream().map(IpAddressMatcher::new).toList();
    }
}
