package io.recua.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account for the page and the endpoints, the only one.
 *
 * @param username the name of the account
 * @param password the password; if null or empty, each start generates a password and logs it
 */
public record OperatorProperties(@DefaultValue("operator") String username, String password) {

    public OperatorProperties {
        if (username.isBlank() || username.contains(":")) {
            throw new SettingException(
                    "recua.operator.username",
                    "write a name without a colon, such as operator; HTTP Basic does not allow a colon");
        }
    }

    /** Omits the password, so that it is not logged with the settings. */
    @Override
    public String toString() {
        return "OperatorProperties[username=" + username + "]";
    }
}
