package io.recua.database;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import io.recua.config.SettingException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The JDBC URL of one MySQL server, parsed by the driver.
 *
 * @param value the URL, which may contain a password
 * @param host the server's name or address
 * @param parameters the driver properties in the URL; their names are case-insensitive
 */
record JdbcUrl(String value, String host, Map<String, String> parameters) {

    /** The setting that contains the URL. */
    static final String SETTING = "spring.datasource.url";

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0(:0){6}:1)]?", Pattern.CASE_INSENSITIVE);

    private static final String EXAMPLE = "write one such as jdbc:mysql://host:3306/database";

    /**
     * Parses a URL. Error messages do not repeat it, because it may contain a password.
     *
     * @throws SettingException if it is not the URL of one database on one server
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
        throw new SettingException(SETTING, "is not the address of a MySQL server; " + EXAMPLE + ", for MariaDB too");
    }

    /** Returns whether the server is on this machine, so that no network is between it and Recua. */
    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** Returns the host only, because the URL may contain a password. */
    @Override
    public String toString() {
        return "server " + host;
    }
}
