package io.recua.config;

import static io.recua.config.SettingException.require;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The receiver of messages about feeds by mail, and the server that takes them.
 *
 * @param host the name of the SMTP server
 * @param port null for the usual port of {@code tls}
 * @param user the account at the server; null for none
 * @param password null for none
 * @param tls how the connection is encrypted
 */
public record MailProperties(
        String host,
        Integer port,
        String user,
        String password,
        @DefaultValue("starttls") Tls tls,
        String from,
        List<String> to) {

    private static final String PREFIX = NotifyProperties.PREFIX + ".mail";

    /** How the connection to the server is encrypted. No mail is sent if the server does not do it. */
    public enum Tls {
        /** The connection is encrypted before anything but the greeting is sent. */
        STARTTLS(587),
        /** The connection is encrypted from its start. */
        IMPLICIT(465),
        /** Not at all: for a server on the same host. */
        OFF(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    public MailProperties {
        require(
                host != null && !host.isBlank(),
                PREFIX + ".host",
                "is missing; write the name of the SMTP server, such as smtp.example.org");
        require(
                port == null || port > 0 && port < 65_536,
                PREFIX + ".port",
                "write the port of the server, such as 587");
        require(
                (user == null) == (password == null),
                PREFIX + ".user",
                "write both user and password, or none of them");
        require(isAddress(from), PREFIX + ".from", "is not an address; write one such as recua@example.org");
        require(
                to != null && !to.isEmpty() && to.stream().allMatch(MailProperties::isAddress),
                PREFIX + ".to",
                "is not an address, or a list of them; write one such as data@example.org");
        port = port == null ? tls.port : port;
    }

    /** Accepts no name beside the address, and no control characters: they could become other header lines. */
    private static boolean isAddress(String text) {
        return text != null && text.matches("[!-~&&[^@<>,;:\"()\\[\\]\\\\]]+@[A-Za-z0-9.-]+");
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return "MailProperties[host=" + host + ", port=" + port + ", tls=" + tls + ", from=" + from + ", to=" + to
                + "]";
    }
}
