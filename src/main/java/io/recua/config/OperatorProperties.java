package io.recua.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one account that may look and act.
 *
 * @param username its name
 * @param password its password; one is generated and logged at each start if this is absent or empty
 */
public record OperatorProperties(@DefaultValue("operator") String username, String password) {

    public OperatorProperties {
        if (username.isBlank() || username.contains(":")) {
            throw new SettingException(
                    "recua.operator.username",
                    "write a name without a colon, such as operator; HTTP Basic needs it so");
        }
    }

    /** No secret is logged with the settings. */
    @Override
    public String toString() {
        return "OperatorProperties[username=" + username + "]";
    }
}
