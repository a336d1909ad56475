package io.recua.config;

import static io.recua.config.SettingException.require;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.net.InetAddressUtils;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The method, the headers, the credentials and the allowed destinations of requests to a feed's source.
 *
 * @param method the method of the request
 * @param body the body of the request, which may be secret and may hold dates, see {@link DatedText}; null for none
 * @param contentType the media type of the body; null if there is no body or {@code headers} name the type
 * @param headers additional request headers, by name
 * @param basic the user and password for basic authentication; null for none
 * @param bearer the token for bearer authentication; null for none
 * @param allowedHosts the hosts that a redirect may lead to, in addition to the host of the address
 * @param allowedAddresses the addresses and networks that are allowed although Recua refuses them by default
 * @param acceptHtml whether a response that looks like a web page is accepted
 */
public record RequestProperties(
        @DefaultValue("GET") Method method,
        String body,
        String contentType,
        @DefaultValue Map<String, String> headers,
        Basic basic,
        String bearer,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> allowedAddresses,
        @DefaultValue("false") boolean acceptHtml) {

    /** The methods of requests. */
    public enum Method {
        GET,
        POST
    }

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final String PRINTABLE = "[ \\t\\x21-\\x7e]*";

    /** Headers that Recua sets. Another value would change the response in a way that breaks the fetch. */
    private static final Set<String> RESERVED = Set.of(
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

        /** Omits the password. */
        @Override
        public String toString() {
            return "Basic[username=" + username + "]";
        }
    }

    /**
     * Checks the settings.
     *
     * @param prefix the prefix of these settings, for error messages
     * @throws SettingException if a setting is missing or invalid
     */
    void check(String prefix) {
        checkBody(prefix);
        headers.forEach((name, value) -> {
            String setting = prefix + ".headers." + name;
            require(name.matches(TOKEN), setting, "is not a valid header name; write one such as X-Api-Key");
            require(!RESERVED.contains(name.toLowerCase(Locale.ROOT)), setting, "is set by Recua; remove it");
            require(
                    value.matches(PRINTABLE),
                    setting,
                    "is not a valid header value; write printable ASCII in one line");
        });
        if (basic != null) {
            require(isText(basic.username()), prefix + ".basic.username", "is missing; write the user's name");
            require(!basic.username().contains(":"), prefix + ".basic.username", "must not contain a colon");
            require(basic.password() != null, prefix + ".basic.password", "is missing; write the user's password");
        }
        if (bearer != null) {
            require(bearer.matches("[\\x21-\\x7e]+"), prefix + ".bearer", "is not a token; write it without Bearer");
        }
        boolean header = hasHeader(HttpHeaders.AUTHORIZATION);
        require(
                (basic == null ? 0 : 1) + (bearer == null ? 0 : 1) + (header ? 1 : 0) < 2,
                prefix,
                "authenticates twice; write only one of basic, bearer and headers.Authorization");
        allowedHosts.forEach(host -> require(
                host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]"),
                prefix + ".allowed-hosts",
                "\"" + host
                        + "\" is not a host; write names such as files.example.org, without scheme, port and path"));
        allowedAddresses.forEach(network -> require(
                isNetwork(network),
                prefix + ".allowed-addresses",
                "\"" + network + "\" is invalid: write an address or a network such as 10.0.0.0/8"));
    }

    /** Excludes host names first: the matcher would resolve some of them, such as {@code nas}. */
    private static boolean isNetwork(String text) {
        String address = text.replaceFirst("/\\d{1,3}$", "");
        if (!InetAddressUtils.isIPv4(address) && !address.matches("[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")) {
            return false;
        }
        try {
            new IpAddressMatcher(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void checkBody(String prefix) {
        require(
                body == null || method == Method.POST,
                prefix + ".body",
                "is sent with method POST only; remove it, or write method: POST");
        require(
                contentType == null || body != null,
                prefix + ".content-type",
                "is the type of the body, but there is none; remove it, or write a body");
        if (body != null) {
            boolean header = hasHeader(HttpHeaders.CONTENT_TYPE);
            require(
                    contentType != null || header,
                    prefix + ".content-type",
                    "is missing; write the media type of the body, such as application/json");
            require(
                    contentType == null || !header,
                    prefix + ".content-type",
                    "is also in headers.Content-Type; write only one of the two");
            require(
                    contentType == null || isMediaType(contentType),
                    prefix + ".content-type",
                    "is not a media type; write one such as application/json");
            new DatedText(body).check(prefix + ".body");
        }
    }

    /** Returns whether the text is a type with a charset that this JVM has, or without one. */
    private static boolean isMediaType(String text) {
        try {
            return text.matches(PRINTABLE) && MediaType.parseMediaType(text).isConcrete();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private boolean hasHeader(String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Returns these settings for another host: without headers, credentials and body. */
    RequestProperties withoutSecrets() {
        return new RequestProperties(
                Method.GET, null, null, Map.of(), null, null, allowedHosts, allowedAddresses, acceptHtml);
    }

    /** Returns the value of the Authorization header; empty without basic or bearer authentication. */
    public Optional<String> authorization() {
        if (basic != null) {
            String encoded = HttpHeaders.encodeBasicAuth(basic.username(), basic.password(), StandardCharsets.UTF_8);
            return Optional.of("Basic " + encoded);
        }
        return Optional.ofNullable(bearer).map(token -> "Bearer " + token);
    }

    /** Omits all values that may be secret. */
    @Override
    public String toString() {
        return "RequestProperties[method=" + method + ", contentType=" + contentType + ", headers=" + headers.keySet()
                + ", basic=" + basic + ", allowedHosts=" + allowedHosts + ", allowedAddresses=" + allowedAddresses
                + ", acceptHtml=" + acceptHtml + "]";
    }

    private static boolean isText(String value) {
        return value != null && !value.isBlank();
    }
}
