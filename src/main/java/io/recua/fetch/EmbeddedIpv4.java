package io.recua.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.util.NetMask;

/**
 * The forms of IPv6 address that lead to an IPv4 address, by a gateway or by the host itself.
 *
 * <p>An IPv4-mapped address (::ffff:0:0/96) is not among them: Java makes an IPv4 address of it.
 */
enum EmbeddedIpv4 {
    /** RFC 4291; :: and ::1 are not of this form, though they look like it. */
    COMPATIBLE("::/96", 12, 13, 14, 15),
    /** RFC 2765. */
    TRANSLATED("::ffff:0:0:0/96", 12, 13, 14, 15),
    /** RFC 6052. */
    NAT64("64:ff9b::/96", 12, 13, 14, 15),
    /** RFC 8215, of a prefix of 48 bits; byte 8 is left free. */
    LOCAL_NAT64_48("64:ff9b:1::/48", 6, 7, 9, 10),
    /** RFC 8215, of a prefix of 96 bits. */
    LOCAL_NAT64_96("64:ff9b:1::/48", 12, 13, 14, 15),
    /** RFC 3056. */
    SIX_TO_FOUR("2002::/16", 2, 3, 4, 5),
    /** RFC 4380: the server. */
    TEREDO_SERVER("2001::/32", 4, 5, 6, 7),
    /** RFC 4380: the client, whose bits are inverted. */
    TEREDO_CLIENT("2001::/32", 12, 13, 14, 15),
    /** RFC 5214: in any network, ::0:5efe:a.b.c.d or ::200:5efe:a.b.c.d. */
    ISATAP("::/0", 12, 13, 14, 15);

    private static final NetMask LOOPBACK_AND_UNSPECIFIED = new NetMask("::/127");

    private final NetMask network;
    private final int[] at;

    EmbeddedIpv4(String network, int... at) {
        this.network = new NetMask(network);
        this.at = at;
    }

    /** The address, and those that it leads to. */
    static List<InetAddress> withThoseIn(InetAddress address) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>(List.of(address));
        if (address instanceof Inet6Address && !LOOPBACK_AND_UNSPECIFIED.matches(address)) {
            for (EmbeddedIpv4 form : values()) {
                InetAddress leadsTo = form.in(address.getAddress());
                if (form.isFormOf(address) && !(form.isLocal() && leadsTo.isAnyLocalAddress())) {
                    all.add(leadsTo);
                }
            }
        }
        return all;
    }

    private boolean isFormOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return network.matches(address)
                && (this != ISATAP
                        || (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe);
    }

    /** An address of a local gateway is of one of two forms; in the other one, the IPv4 address is zero. */
    private boolean isLocal() {
        return this == LOCAL_NAT64_48 || this == LOCAL_NAT64_96;
    }

    private InetAddress in(byte[] address) throws UnknownHostException {
        byte[] four = new byte[at.length];
        for (int i = 0; i < at.length; i++) {
            byte part = address[at[i]];
            four[i] = this == TEREDO_CLIENT ? (byte) ~part : part;
        }
        return InetAddress.getByAddress(four);
    }
}
