package io.recua.database;

import io.awspring.cloud.secretsmanager.SecretsManagerPropertySource;
import io.recua.config.DatabaseProperties;
import io.recua.config.DatabaseProperties.Authentication;
import io.recua.config.SettingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.web.util.UriUtils;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The database's address and credentials: {@code spring.datasource} wins, then {@code recua.db}, then its secret. */
final class DatabaseSettings {

    private static final String HOST = "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]";

    private final Settings settings;
    private final SecretsManagerPropertySource secret;

    DatabaseSettings(Settings settings) {
        this.settings = settings;
        this.secret =
                settings.find("recua.db.secret").map(DatabaseSettings::read).orElse(null);
    }

    private static SecretsManagerPropertySource read(Sourced name) {
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            SecretsManagerPropertySource secret = new SecretsManagerPropertySource(name.value(), client);
            secret.init();
            return secret;
        } catch (RuntimeException e) {
            throw SecretAccess.failure("recua.db.secret", name.value(), e);
        }
    }

    /** The JDBC URL, and where its parts came from. */
    Sourced url() {
        return settings.find(JdbcUrl.SETTING)
                .map(url -> new Sourced(url.value(), "URL from " + url.origin()))
                .orElseGet(this::builtUrl);
    }

    private Sourced builtUrl() {
        Sourced host = required("host", "host");
        Sourced name = required("name", "dbname");
        Sourced port = port();
        if (!host.value().matches(HOST)) {
            throw new SettingException("recua.db.host", "write a host name or an address alone, without port or path");
        }
        return new Sourced(
                "jdbc:mysql://" + host.value() + ":" + port.value() + "/"
                        + UriUtils.encode(name.value(), StandardCharsets.UTF_8),
                "host from " + host.origin() + ", port from " + port.origin() + ", name from " + name.origin());
    }

    private Sourced port() {
        return part("port", "port").orElse(new Sourced(DatabaseProperties.DEFAULT_PORT, "MySQL's default"));
    }

    private boolean iam() {
        return Authentication.IAM.isSetIn(
                settings.find("recua.db.authentication").map(Sourced::value));
    }

    private Credentials byToken(Sourced user) {
        int port = Integer.parseInt(port().value());
        return new Credentials(user, null, new IamToken(required("host", "host").value(), port, user.value()));
    }

    /** Both null where nothing names them, and the URL is the user's own. */
    Credentials credentials() {
        Optional<Sourced> user = settings.find("spring.datasource.username").or(() -> part("user", "username"));
        Optional<Sourced> password = settings.find("spring.datasource.password").or(() -> part("password", "password"));
        if (iam()) {
            return byToken(user.orElseThrow(() -> missing("user", "username")));
        }
        if (settings.find(JdbcUrl.SETTING).isEmpty()) {
            return new Credentials(
                    user.orElseThrow(() -> missing("user", "username")),
                    password.orElseThrow(() -> missing("password", "password")),
                    null);
        }
        return new Credentials(user.orElse(null), password.orElse(null), null);
    }

    private Sourced required(String setting, String field) {
        return part(setting, field).orElseThrow(() -> missing(setting, field));
    }

    private Optional<Sourced> part(String setting, String field) {
        return settings.find("recua.db." + setting).or(() -> Optional.ofNullable(secret)
                .map(held -> held.getProperty(field))
                .map(value -> new Sourced(value.toString(), origin())));
    }

    private String origin() {
        return "secret " + secret.getName().replaceFirst("^aws-secretsmanager:", "");
    }

    private SettingException missing(String setting, String field) {
        String places = secret == null
                ? "write it, by profile aws as the parameter " + parameter(setting)
                        + ", or name a secret in recua.db.secret, or write spring.datasource.url"
                : "write it, by profile aws as the parameter " + parameter(setting) + ", or put " + field + " into the "
                        + origin();
        return new SettingException("recua.db." + setting, "is missing; " + places);
    }

    private String parameter(String setting) {
        return settings.find("recua.parameters").map(Sourced::value).orElse("/recua") + "/db/" + setting;
    }
}
