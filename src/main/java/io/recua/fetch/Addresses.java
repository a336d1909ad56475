package io.recua.fetch;

import io.recua.config.RequestProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.catalina.util.NetMask;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of the hosts that a feed's source is at, and refuses those that no source has. The client connects
 * to what is given here and asks nobody else, so that what was checked is what is connected to, at each hop.
 */
final class Addresses implements DnsResolver {

    /** This host, link-local and so the metadata that hands out credentials (AWS, Azure, Google, Alibaba), multicast. */
    private static final List<NetMask> NO_SOURCE = networks(
            "0.0.0.0/8",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.0.0/16",
            "224.0.0.0/3",
            "::",
            "fd00:ec2::/32",
            "fd20:ce::254",
            "fe80::/10",
            "ff00::/8");

    private static final List<NetMask> PRIVATE = networks(
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
            "fec0::/10");

    private final DnsResolver names;
    private final String ownHost;
    private final RequestProperties request;
    private final String allow;
    private volatile boolean ownWasPublic;

    /**
     * Asks {@code names} for addresses.
     *
     * @param ownHost the host of the feed's address, the only one that may be in a private network
     * @param prefix the name of the settings {@code request}
     */
    Addresses(DnsResolver names, String ownHost, RequestProperties request, String prefix) {
        this.names = names;
        this.ownHost = bare(ownHost);
        this.request = request;
        this.allow = "; if that is right, write it, or its network, in " + prefix + ".allowed-addresses";
    }

    /**
     * All addresses of the host.
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

    /** The host's name as it is compared: in lower case, an IPv6 address without its brackets. */
    static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    }

    private void check(String host, InetAddress given) throws UnknownHostException {
        List<InetAddress> addresses = EmbeddedIpv4.withThoseIn(given);
        if (addresses.stream().anyMatch(address -> isIn(request.allowedAddresses(), address))) {
            return;
        }
        boolean own = bare(host).equals(ownHost);
        Optional<InetAddress> inNoSource = firstIn(NO_SOURCE, addresses);
        Optional<InetAddress> inPrivate = firstIn(PRIVATE, addresses);
        if (inNoSource.isPresent()) {
            throw refused(host, inNoSource.get(), "a link-local, metadata or reserved address");
        }
        if (inPrivate.isEmpty()) {
            ownWasPublic |= own;
        } else if (!own) {
            throw refused(host, inPrivate.get(), "in a private network, where a redirect must not lead");
        } else if (ownWasPublic) {
            throw refused(host, inPrivate.get(), "in a private network, and was at a public address before");
        }
    }

    private FetchException refused(String host, InetAddress address, String why) {
        return new FetchException("the host " + host + " is at " + address.getHostAddress() + ", " + why + allow);
    }

    private static Optional<InetAddress> firstIn(List<NetMask> networks, List<InetAddress> addresses) {
        return addresses.stream().filter(address -> isIn(networks, address)).findFirst();
    }

    private static boolean isIn(List<NetMask> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    private static List<NetMask> networks(String... networks) {
        return Stream.of(networks).map(NetMask::new).toList();
    }
}
