package io.recua.database;

import io.recua.config.DatabaseProperties.Authentication;
import io.recua.config.DatabaseProperties.SslMode;
import io.recua.config.SettingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether connections are encrypted and how the server's certificate is verified. If the verification fails,
 * the driver sends neither user nor password.
 */
final class Encryption {

    private static final Logger log = LoggerFactory.getLogger(Encryption.class);

    private static final String SSL_MODE = "sslMode";
    private static final String TRUST_STORE = "trustCertificateKeyStoreUrl";
    private static final String SETTING = "recua.db.ssl-mode";

    private final Settings settings;
    private final JdbcUrl url;

    Encryption(Settings settings, JdbcUrl url) {
        this.settings = settings;
        this.url = url;
    }

    /** Returns the driver properties for encryption. Properties in the URL stay unchanged. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        mode().ifPresent(mode -> properties.put(SSL_MODE, mode.name()));
        settings.find("recua.db.ca")
                .filter(ca -> !url.parameters().containsKey(TRUST_STORE))
                .map(ca -> TrustStore.of(ca.value()))
                .ifPresent(store -> {
                    properties.put(TRUST_STORE, store.url());
                    properties.put("trustCertificateKeyStoreType", TrustStore.TYPE);
                    properties.put("trustCertificateKeyStorePassword", store.password());
                });
        return properties;
    }

    /** Returns the mode to set; empty if the URL sets it or the driver's default applies. */
    private Optional<SslMode> mode() {
        if (Stream.of(SSL_MODE, "useSSL", "requireSSL", "verifyServerCertificate")
                .anyMatch(url.parameters()::containsKey)) {
            return Optional.empty();
        }
        boolean iam = Authentication.IAM.isSetIn(
                settings.find("recua.db.authentication").map(SettingValue::value));
        Optional<SslMode> chosen = settings.find(SETTING).map(mode -> SslMode.of(mode.value()));
        if (chosen.isPresent()) {
            if (iam && !chosen.get().isEncrypted()) {
                throw new SettingException(
                        SETTING,
                        "write required or a stricter mode: with recua.db.authentication=iam, the token would be sent"
                                + " unencrypted");
            }
            return chosen;
        }
        if (url.isLoopback()) {
            return iam ? Optional.of(SslMode.REQUIRED) : Optional.empty();
        }
        if (iam || settings.find(JdbcUrl.SETTING).isEmpty()) {
            return Optional.of(verifyIdentity());
        }
        log.warn("MySQL's certificate is not verified; add sslMode=VERIFY_IDENTITY to spring.datasource.url");
        return Optional.empty();
    }

    private SslMode verifyIdentity() {
        if (url.host().contains("_")) {
            throw new SettingException(
                    "recua.db.host",
                    "no certificate can be verified for the name " + url.host() + ", because it has an underscore;"
                            + " write another name of the server, or set recua.db.ssl-mode, for example to verify-ca");
        }
        return SslMode.VERIFY_IDENTITY;
    }
}
