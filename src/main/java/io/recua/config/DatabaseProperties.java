package io.recua.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The address and the credentials of the database, as an alternative to {@code spring.datasource}. {@code
 * io.recua.database} reads these settings, and reads them again when MySQL refuses the password.
 *
 * @param host the host name or address of the server
 * @param port the port of the server
 * @param name the name of the database
 * @param user the name of the user
 * @param password the password of the user
 * @param authentication whether the user authenticates with the password or with an IAM token, signed with the task's
 *     role
 * @param ca the path of a PEM file with certificate authorities that are trusted in addition to the JVM's
 * @param sslMode how connections are encrypted and the server's certificate is verified; by default the certificate
 *     must match the host name, unless the server is on this machine
 * @param secret the name or ARN of a secret in Secrets Manager, in the format of RDS, with user and password
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

    /** How the user authenticates to MySQL. */
    public enum Authentication {
        PASSWORD,
        IAM;

        /** Returns whether the text of the setting specifies this method. */
        public boolean isSetIn(Optional<String> setting) {
            return setting.filter(name()::equalsIgnoreCase).isPresent();
        }
    }

    /** The encryption and verification of connections, with the names of the driver. */
    public enum SslMode {
        DISABLED,
        PREFERRED,
        REQUIRED,
        VERIFY_CA,
        VERIFY_IDENTITY;

        /**
         * Parses the text of the setting.
         *
         * @throws SettingException if the text is not a mode
         */
        public static SslMode of(String setting) {
            return Stream.of(values())
                    .filter(mode -> mode.name().equalsIgnoreCase(setting.replace('-', '_')))
                    .findFirst()
                    .orElseThrow(() -> new SettingException(
                            "recua.db.ssl-mode", "write disabled, preferred, required, verify-ca or verify-identity"));
        }

        /** Returns whether all connections are encrypted. */
        public boolean isEncrypted() {
            return compareTo(REQUIRED) >= 0;
        }
    }

    /** The default port of MySQL. */
    public static final String DEFAULT_PORT = "3306";

    public DatabaseProperties {
        if (secret != null && (user != null || password != null)) {
            throw new SettingException(
                    "recua.db.secret",
                    "contains the user and the password, but recua.db." + (password != null ? "password" : "user")
                            + " is set too; remove one of the two");
        }
        if (authentication == Authentication.IAM && password != null) {
            throw new SettingException(
                    "recua.db.password", "is set, but recua.db.authentication is iam; remove one of the two");
        }
        if (port < 1 || port > 65535) {
            throw new SettingException("recua.db.port", "write a number from 1 to 65535");
        }
    }

    /** Returns the prefix only, so that no values are logged. */
    @Override
    public String toString() {
        return "recua.db";
    }
}
