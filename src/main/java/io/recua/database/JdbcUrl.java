package io.recua.database;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import io.recua.config.SettingException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The address of one MySQL server, as the driver understands it.
 *
 * @param host the server's name or address
 * @param parameters the driver's properties in the URL, whatever the case of their names
 */
record JdbcUrl(String value, String host, Map<String, String> parameters) {

    /** The setting that a user writes it in. */
    static final String SETTING = "spring.datasource.url";

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0(:0){6}:1)]?", Pattern.CASE_INSENSITIVE);

    private static final String EXAMPLE = "write one such as jdbc:mysql://host:3306/database";

    /**
     * Takes a URL apart; messages do not repeat it, since it may hold a password.
     *
     * @throws SettingException if it is not the address of one database on one server
     */
    static JdbcUrl of(String value) {
        ConnectionUrl url = parsed(value);
        if (url.getType() != ConnectionUrl.Type.SINGLE_CONNECTION) {
            throw new SettingException(
                    SETTING,
                    "names several servers, or lets the driver choose one; " + EXAMPLE
                            + ": a load and its checkpoint must be on one server");
        }
        if (url.getDatabase() == null || url.getDatabase().isBlank()) {
            throw new SettingException(SETTING, "names no database; " + EXAMPLE);
        }
        HostInfo server = url.getMainHost();
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        server.getHostProperties().forEach(parameters::put);
        return new JdbcUrl(value, server.getHost(), parameters);
    }

    private static ConnectionUrl parsed(String value) {
        try {
            if (ConnectionUrl.acceptsUrl(value)) {
                return ConnectionUrl.getConnectionUrlInstance(value, null);
            }
        } catch (RuntimeException e) {
            throw new SettingException(
                    SETTING,
                    "cannot be read; " + EXAMPLE + ", with special characters of a user or a password encoded, such as"
                            + " %40 for @");
        }
        throw new SettingException(SETTING, "is no address of MySQL; " + EXAMPLE + ", for MariaDB too");
    }

    /** Whether the server is on this machine, where nobody is between it and Recua. */
    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** Not the value: it may hold a password. */
    @Override
    public String toString() {
        return "server " + host;
    }
}
