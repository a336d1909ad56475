package io.recua.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is and who asks, in place of {@code spring.datasource}; {@code io.recua.database} reads it, and reads
 * it again when MySQL refuses the password.
 *
 * @param host the server's name or address
 * @param port its port
 * @param name the database on it
 * @param user who asks
 * @param password the user's password
 * @param authentication whether MySQL is told the password, or a token that the task's role signs
 * @param ca a PEM file of certificate authorities that may sign the server's certificate, beside the JVM's own
 * @param sslMode how connections are encrypted and the server's certificate is verified; by default the server proves its
 *     name, unless it is on this machine
 * @param secret the name or ARN of a secret in Secrets Manager, in the format of RDS, that holds user and password
 */
public record DatabaseProperties(
        String host,
        @DefaultValue(DEFAULT_PORT) int port,
        String name,
        String user,
        String password,
        @DefaultValue("password") Authentication authentication,
        String ca,
        SslMode sslMode,
        String secret) {

    /** How MySQL knows that the user is who he says. */
    public enum Authentication {
        PASSWORD,
        IAM;

        /** Whether the setting, as it is written, says this one. */
        public boolean isSetIn(Optional<String> setting) {
            return setting.filter(name()::equalsIgnoreCase).isPresent();
        }
    }

    /** How far a connection is protected; the driver's own names. */
    public enum SslMode {
        DISABLED,
        PREFERRED,
        REQUIRED,
        VERIFY_CA,
        VERIFY_IDENTITY;

        /** The mode as it is written in a setting. */
        public static SslMode of(String setting) {
            return Stream.of(values())
                    .filter(mode -> mode.name().equalsIgnoreCase(setting.replace('-', '_')))
                    .findFirst()
                    .orElseThrow(() -> new SettingException(
                            "recua.db.ssl-mode", "write disabled, preferred, required, verify-ca or verify-identity"));
        }

        /** Whether nothing is sent in the clear. */
        public boolean isEncrypted() {
            return compareTo(REQUIRED) >= 0;
        }
    }

    /** MySQL's own. */
    public static final String DEFAULT_PORT = "3306";

    public DatabaseProperties {
        if (secret != null && (user != null || password != null)) {
            throw new SettingException(
                    "recua.db.secret",
                    "holds the user and the password, and recua.db." + (password != null ? "password" : "user")
                            + " is set beside it; leave one of the two out");
        }
        if (authentication == Authentication.IAM && password != null) {
            throw new SettingException(
                    "recua.db.password", "is set, but recua.db.authentication is iam; leave one of the two out");
        }
        if (port < 1 || port > 65535) {
            throw new SettingException("recua.db.port", "write a number from 1 to 65535");
        }
    }

    /** Without the values: a log is no place for them. */
    @Override
    public String toString() {
        return "recua.db";
    }
}
