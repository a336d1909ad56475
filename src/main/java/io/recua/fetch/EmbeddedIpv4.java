package io.recua.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The forms of IPv6 address that contain an IPv4 address, to which a gateway or the host itself forwards.
 *
 * <p>The IPv4-mapped form (::ffff:0:0/96) is missing: Java returns such an address as IPv4.
 */
enum EmbeddedIpv4 {
    /** RFC 4291; :: and ::1 are in this network but are not of this form. */
    COMPATIBLE("::/96", 12, 13, 14, 15),
    /** RFC 2765. */
    TRANSLATED("::ffff:0:0:0/96", 12, 13, 14, 15),
    /** RFC 6052. */
    NAT64("64:ff9b::/96", 12, 13, 14, 15),
    /** RFC 8215 with a prefix of 48 bits; byte 8 is not part of the IPv4 address. */
    LOCAL_NAT64_48("64:ff9b:1::/48", 6, 7, 9, 10),
    /** RFC 8215 with a prefix of 96 bits. */
    LOCAL_NAT64_96("64:ff9b:1::/48", 12, 13, 14, 15),
    /** RFC 3056. */
    SIX_TO_FOUR("2002::/16", 2, 3, 4, 5),
    /** RFC 4380: the address of the server. */
    TEREDO_SERVER("2001::/32", 4, 5, 6, 7),
    /** RFC 4380: the address of the client, with inverted bits. */
    TEREDO_CLIENT("2001::/32", 12, 13, 14, 15),
    /** RFC 5214: ::0:5efe:a.b.c.d or ::200:5efe:a.b.c.d in any network. */
    ISATAP("::/0", 12, 13, 14, 15);

    private static final IpAddressMatcher LOOPBACK_AND_UNSPECIFIED = new IpAddressMatcher("::/127");

    private final IpAddressMatcher network;
    private final int[] positions;

    EmbeddedIpv4(String network, int... positions) {
        this.network = new IpAddressMatcher(network);
        this.positions = positions;
    }

    /** Returns the address and all IPv4 addresses that it contains. */
    static List<InetAddress> expand(InetAddress address) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>(List.of(address));
        if (address instanceof Inet6Address && !LOOPBACK_AND_UNSPECIFIED.matches(address.getHostAddress())) {
            for (EmbeddedIpv4 form : values()) {
                InetAddress embedded = form.extract(address.getAddress());
                if (form.isFormOf(address) && !(form.isLocal() && embedded.isAnyLocalAddress())) {
                    all.add(embedded);
                }
            }
        }
        return all;
    }

    private boolean isFormOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return network.matches(address.getHostAddress())
                && (this != ISATAP
                        || (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe);
    }

    /**
     * Returns whether this is one of the two forms of a local gateway's address. They share a network; extraction by the
     * wrong form yields 0.0.0.0.
     */
    private boolean isLocal() {
        return this == LOCAL_NAT64_48 || this == LOCAL_NAT64_96;
    }

    private InetAddress extract(byte[] address) throws UnknownHostException {
        byte[] ipv4 = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            byte part = address[positions[i]];
            ipv4[i] = this == TEREDO_CLIENT ? (byte) ~part : part;
        }
        return InetAddress.getByAddress(ipv4);
    }
}
