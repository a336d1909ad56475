package io.recua.database;

import io.awspring.cloud.secretsmanager.SecretsManagerPropertySource;
import io.recua.config.DatabaseProperties;
import io.recua.config.DatabaseProperties.Authentication;
import io.recua.config.SettingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.web.util.UriUtils;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Reads the address and the credentials of the database. Precedence: {@code spring.datasource}, then {@code recua.db},
 * then the secret that {@code recua.db.secret} names.
 */
final class DatabaseSettings {

    private static final String SECRET = "recua.db.secret";
    private static final String HOST = "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]";

    private final Settings settings;
    private final SecretsManagerPropertySource secret;

    DatabaseSettings(Settings settings) {
        this.settings = settings;
        this.secret = settings.find(SECRET).map(DatabaseSettings::read).orElse(null);
    }

    private static SecretsManagerPropertySource read(SettingValue name) {
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            SecretsManagerPropertySource secret = new SecretsManagerPropertySource(name.value(), client);
            secret.init();
            return secret;
        } catch (RuntimeException e) {
            throw unreadable(name.value(), e);
        }
    }

    /** Returns the exception. It repeats only messages of AWS, because other messages may contain the secret. */
    private static SettingException unreadable(String secret, RuntimeException cause) {
        if (!(cause instanceof SdkException)) {
            return new SettingException(
                    SECRET, "the secret " + secret + " is not a JSON object; write one in the format of RDS");
        }
        String reason = cause instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorCode() + ", "
                        + service.awsErrorDetails().errorMessage()
                : cause.getMessage();
        return new SettingException(
                SECRET,
                "cannot read the secret " + secret + ": " + reason + "; check its name, the region, the credentials and"
                        + " AWS_ENDPOINT_URL, and allow secretsmanager:GetSecretValue on it",
                cause);
    }

    /** Returns the JDBC URL and the origins of its parts. */
    SettingValue url() {
        return settings.find(JdbcUrl.SETTING)
                .map(url -> new SettingValue(url.value(), "URL from " + url.origin()))
                .orElseGet(this::builtUrl);
    }

    private SettingValue builtUrl() {
        SettingValue host = required("host", "host");
        SettingValue name = required("name", "dbname");
        SettingValue port = port();
        if (!host.value().matches(HOST)) {
            throw new SettingException("recua.db.host", "write only a host name or an address, without port or path");
        }
        return new SettingValue(
                "jdbc:mysql://" + host.value() + ":" + port.value() + "/"
                        + UriUtils.encode(name.value(), StandardCharsets.UTF_8),
                "host from " + host.origin() + ", port from " + port.origin() + ", name from " + name.origin());
    }

    private SettingValue port() {
        return part("port", "port").orElse(new SettingValue(DatabaseProperties.DEFAULT_PORT, "MySQL's default"));
    }

    private boolean iam() {
        return Authentication.IAM.isSetIn(
                settings.find("recua.db.authentication").map(SettingValue::value));
    }

    private Credentials withToken(SettingValue user) {
        int port = Integer.parseInt(port().value());
        return new Credentials(user, null, new IamToken(required("host", "host").value(), port, user.value()));
    }

    /** Returns the credentials. User and password may be missing only if {@code spring.datasource.url} is set. */
    Credentials credentials() {
        Optional<SettingValue> user =
                settings.find("spring.datasource.username").or(() -> part("user", "username"));
        Optional<SettingValue> password =
                settings.find("spring.datasource.password").or(() -> part("password", "password"));
        if (iam()) {
            return withToken(user.orElseThrow(() -> missing("user", "username")));
        }
        if (settings.find(JdbcUrl.SETTING).isEmpty()) {
            return new Credentials(
                    user.orElseThrow(() -> missing("user", "username")),
                    password.orElseThrow(() -> missing("password", "password")),
                    null);
        }
        return new Credentials(user.orElse(null), password.orElse(null), null);
    }

    private SettingValue required(String setting, String field) {
        return part(setting, field).orElseThrow(() -> missing(setting, field));
    }

    private Optional<SettingValue> part(String setting, String field) {
        return settings.find("recua.db." + setting).or(() -> Optional.ofNullable(secret)
                .map(source -> source.getProperty(field))
                .map(value -> new SettingValue(value.toString(), origin())));
    }

    private String origin() {
        return "secret " + secret.getName().replaceFirst("^aws-secretsmanager:", "");
    }

    private SettingException missing(String setting, String field) {
        String write = "write it (with profile aws, in the parameter " + parameter(setting) + ")";
        String alternatives = secret == null
                ? ", or name a secret in recua.db.secret, or write spring.datasource.url"
                : ", or add the field " + field + " to the " + origin();
        return new SettingException("recua.db." + setting, "is missing; " + write + alternatives);
    }

    private String parameter(String setting) {
        return settings.find("recua.parameters").map(SettingValue::value).orElse("/recua") + "/db/" + setting;
    }
}
