package io.recua.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.util.NetMask;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpHeaders;

/**
 * What a feed's source is told beside its address, and where it may send the request on to.
 *
 * @param headers more headers of the request, by name
 * @param basic user and password for basic authentication; none if absent
 * @param bearer the token for bearer authentication; none if absent
 * @param allowedHosts the hosts besides the address's own that a redirect may lead to
 * @param allowedAddresses the networks that may be asked although they are refused by default
 */
public record RequestProperties(
        @DefaultValue Map<String, String> headers,
        Basic basic,
        String bearer,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<NetMask> allowedAddresses) {

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final String PRINTABLE = "[ \\t\\x21-\\x7e]*";

    /** The request's own: they decide what comes back, and how, so that another value would break the fetch. */
    private static final Set<String> TAKEN = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range",
            "te",
            "transfer-encoding",
            "upgrade");

    /** User and password for basic authentication. */
    public record Basic(String username, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Basic[username=" + username + "]";
        }
    }

    void check(String prefix) {
        headers.forEach((name, value) -> {
            String setting = prefix + ".headers." + name;
            require(name.matches(TOKEN), setting, "is no name of a header; write one such as X-Api-Key");
            require(!TAKEN.contains(name.toLowerCase(Locale.ROOT)), setting, "is set by Recua itself; leave it out");
            require(value.matches(PRINTABLE), setting, "is no value of a header; write printable ASCII in one line");
        });
        if (basic != null) {
            require(isText(basic.username()), prefix + ".basic.username", "is missing; write the user's name");
            require(!basic.username().contains(":"), prefix + ".basic.username", "cannot hold a colon");
            require(basic.password() != null, prefix + ".basic.password", "is missing; write the user's password");
        }
        if (bearer != null) {
            require(bearer.matches("[\\x21-\\x7e]+"), prefix + ".bearer", "is no token; write it without Bearer");
        }
        boolean header = headers.keySet().stream().anyMatch(HttpHeaders.AUTHORIZATION::equalsIgnoreCase);
        require(
                (basic == null ? 0 : 1) + (bearer == null ? 0 : 1) + (header ? 1 : 0) < 2,
                prefix,
                "authenticates twice; write one of basic, bearer and headers.Authorization");
        allowedHosts.forEach(host -> require(
                host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]"),
                prefix + ".allowed-hosts",
                "\"" + host + "\" is no host; write names such as files.example.org, without scheme, port and path"));
    }

    /** The value of the Authorization header, if the source asks for basic or bearer authentication. */
    public Optional<String> authorization() {
        if (basic != null) {
            String encoded = HttpHeaders.encodeBasicAuth(basic.username(), basic.password(), StandardCharsets.UTF_8);
            return Optional.of("Basic " + encoded);
        }
        return Optional.ofNullable(bearer).map(token -> "Bearer " + token);
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "RequestProperties[headers=" + headers.keySet() + ", basic=" + basic + ", allowedHosts=" + allowedHosts
                + ", allowedAddresses=" + allowedAddresses + "]";
    }

    private static boolean isText(String value) {
        return value != null && !value.isBlank();
    }

    private static void require(boolean holds, String setting, String advice) {
        if (!holds) {
            throw new SettingException(setting, advice);
        }
    }
}
