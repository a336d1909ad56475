package io.recua.config;

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
 * @param secret the name or ARN of a secret in Secrets Manager, in the format of RDS, that holds user and password
 */
public record DatabaseProperties(
        String host,
        @DefaultValue(DEFAULT_PORT) int port,
        String name,
        String user,
        String password,
        @DefaultValue("password") Authentication authentication,
        String secret) {

    /** How MySQL knows that the user is who he says. */
    public enum Authentication {
        PASSWORD,
        IAM
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
