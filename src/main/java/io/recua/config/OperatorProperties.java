package io.recua.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The short form of a single user with the role operator.
 *
 * @param username the name of the user
 * @param password the password, as in {@link UserProperties}; if it is null or empty, there is no such user, or, without
 *     {@code recua.users}, each start generates a password and logs it
 */
public record OperatorProperties(@DefaultValue("operator") String username, String password) {

    public OperatorProperties {
        UserProperties.checkName("recua.operator.username", username);
        if (password != null) {
            UserProperties.checkPassword("recua.operator.password", password);
        }
    }

    /** Returns whether the settings have a password. */
    public boolean hasPassword() {
        return password != null && !password.isBlank();
    }

    /** Omits the password, so that it is not logged with the settings. */
    @Override
    public String toString() {
        return "OperatorProperties[username=" + username + "]";
    }
}
