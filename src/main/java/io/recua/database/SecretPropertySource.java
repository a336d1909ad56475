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
 * Settings that name a secret, with its value in place of the name, by Camel's own function. It takes the names of
 * settings and of environment variables alike.
 */
final class SecretPropertySource extends SystemEnvironmentPropertySource {

    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{aws:([^}]+)}}");

    private final String writtenIn;
    private final Map<String, Object> written;

    private SecretPropertySource(String writtenIn, Map<String, Object> written, Map<String, Object> resolved) {
        super("secrets named in " + writtenIn, resolved);
        this.writtenIn = writtenIn;
        this.written = written;
    }

    /**
     * Asks Secrets Manager for what the settings name.
     *
     * @param writtenIn the property source that the settings stand in
     * @param written the settings as they are written there
     */
    static SecretPropertySource read(String writtenIn, Map<String, Object> written) {
        Map<String, Object> resolved = new HashMap<>();
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            SecretsManagerPropertiesFunction secrets = new SecretsManagerPropertiesFunction(client);
            written.forEach((name, value) -> resolved.put(name, resolve(secrets, name, value.toString())));
        }
        return new SecretPropertySource(writtenIn, written, resolved);
    }

    /** The same settings with the secrets of now. */
    SecretPropertySource readAgain() {
        return read(writtenIn, written);
    }

    /** The secret that a setting names, as it is written. */
    String origin(String setting) {
        Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(written.get(setting)));
        return placeholder.find() ? "secret " + name(placeholder.group(1)) : getName();
    }

    /** Without field, default and version. */
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
                    setting, "the secret " + name + " has no such field with text in it; correct one or the other");
        }
        return value;
    }
}
