package io.recua.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recua.config.RequestProperties;
import io.recua.config.RequestProperties.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a feed's client connects to, whatever name leads there. */
class AddressesTest {

    private static final String OWN = "source.test";

    private final Deque<String> answers = new ArrayDeque<>();

    /** All names resolve to the next of the answers. */
    private Addresses addresses(String... allowed) {
        return new Addresses(
                new SystemDefaultDnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) throws UnknownHostException {
                        return new InetAddress[] {InetAddress.getByName(answers.remove())};
                    }
                },
                OWN,
                new RequestProperties(Method.GET, null, null, Map.of(), null, null, List.of(), List.of(allowed), false),
                "recua.feeds.a.request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "2852039166",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a9fe:a9fe",
                "64:ff9b:1:a9fe:a9:fe00::",
                "::169.254.169.254",
                "::ffff:0:169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1",
                "2001:0:cb00:7101:0:0:5601:5601",
                "2001:db8::5efe:169.254.169.254",
                "2001:db8::200:5efe:169.254.169.254",
                "fe80::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1"
            })
    void nobodyIsAskedAtAnAddressThatNoSourceHas(String address) {
        for (String host : List.of(OWN, "other.test")) {
            answers.add(address);

            assertThatThrownBy(() -> addresses().resolve(host))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("the host " + host + " is at ")
                    .hasMessageContaining("recua.feeds.a.request.allowed-addresses");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "fd12:3456::1",
                "64:ff9b::10.1.2.3",
                "64:ff9b:1::203.0.113.1",
                "::127.0.0.1",
                "2002:7f00:1::1",
                "2002:a01:203::1",
                "2001:0:cb00:7101:0:0:f5fe:fdfc"
            })
    void onlyTheAddressesOwnHostMayBeInAPrivateNetwork(String address) throws UnknownHostException {
        answers.addAll(List.of(address, address));
        Addresses addresses = addresses();

        assertThat(addresses.resolve(OWN)).hasSize(1);
        assertThatThrownBy(() -> addresses.resolve("other.test"))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("in a private network, where a redirect must not lead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.1",
                "2001:db8::1",
                "64:ff9b::cb00:7101",
                "2002:cb00:7101::1",
                "2001:0:cb00:7101:0:0:34ff:8efe",
                "172.32.0.1",
                "11.0.0.1"
            })
    void everybodyIsAskedAtAPublicAddress(String address) throws UnknownHostException {
        answers.addAll(List.of(address, address));

        assertThat(addresses().resolve(OWN)).hasSize(1);
        assertThat(addresses().resolve("other.test")).hasSize(1);
    }

    @Test
    void aHostThatWasPublicDoesNotMoveIntoAPrivateNetworkBetweenTwoHops() throws UnknownHostException {
        answers.addAll(List.of("203.0.113.1", "127.0.0.1"));
        Addresses addresses = addresses();
        addresses.resolve(OWN);

        assertThatThrownBy(() -> addresses.resolve(OWN.toUpperCase()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("was at a public address before");
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, 169.254.169.254",
        "10.1.2.3, 10.0.0.0/8",
        "10.1.2.3, ::ffff:10.1.2.3",
        "fe80::1, fe80::/10",
        "fe80::1%1, fe80::1",
        "2002:a01:203::1, 2002::/16",
        "2002:a01:203::1, 10.0.0.0/8"
    })
    void whatTheSettingsAllowIsAsked(String address, String allowed) throws UnknownHostException {
        answers.add(address);

        assertThat(addresses(allowed).resolve("other.test")).hasSize(1);
    }
}
