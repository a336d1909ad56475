package io.recua.database;

import io.recua.config.SettingException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.aws.secretsmanager.SecretsManagerPropertiesFunction;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A property source that replaces the placeholders for secrets by their values, with Camel's function. It accepts the
 * names of settings and of environment variables.
 */
final class SecretPropertySource extends SystemEnvironmentPropertySource {

    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{aws:([^}]+)}}");

    private final String sourceName;
    private final Map<String, Object> placeholders;

    private SecretPropertySource(String sourceName, Map<String, Object> placeholders, Map<String, Object> resolved) {
        super("secrets named in " + sourceName, resolved);
        this.sourceName = sourceName;
        this.placeholders = placeholders;
    }

    /**
     * Reads the secrets from Secrets Manager.
     *
     * @param sourceName the name of the property source that contains the settings
     * @param placeholders the settings of that source that contain a placeholder, by name
     */
    static SecretPropertySource read(String sourceName, Map<String, Object> placeholders) {
        Map<String, Object> resolved = new HashMap<>();
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            SecretsManagerPropertiesFunction secrets = new SecretsManagerPropertiesFunction(client);
            placeholders.forEach((name, value) -> resolved.put(name, resolve(secrets, name, value.toString())));
        }
        return new SecretPropertySource(sourceName, placeholders, resolved);
    }

    /** Returns the same settings with the current values of the secrets. */
    SecretPropertySource readAgain() {
        return read(sourceName, placeholders);
    }

    /** Returns the name of the secret that a setting refers to. */
    String origin(String setting) {
        Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(placeholders.get(setting)));
        return placeholder.find() ? "secret " + name(placeholder.group(1)) : getName();
    }

    /** Returns the name of the secret, without field, default and version. */
    private static String name(String placeholder) {
        return placeholder.replaceFirst(placeholder.contains("#") ? "#.*" : "[:@].*", "");
    }

    private static String resolve(SecretsManagerPropertiesFunction secrets, String setting, String value) {
        return PLACEHOLDER
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(secret(secrets, setting, found.group(1))));
    }

    private static String secret(SecretsManagerPropertiesFunction secrets, String setting, String placeholder) {
        String name = name(placeholder);
        String value;
        try {
            value = secrets.apply(placeholder);
        } catch (RuntimeCamelException e) {
            throw SecretAccess.failure(setting, name, e.getCause() == null ? e : e.getCause());
        }
        if (value == null) {
            throw new SettingException(
                    setting,
                    "the secret " + name + " does not have this field with a text value; correct the setting or the"
                            + " secret");
        }
        return value;
    }
}
