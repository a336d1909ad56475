package io.recua.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Which servers have to prove their name before they are sent a password. */
class EncryptionTest {

    private static Map<String, String> properties(String url, String... settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        Stream.of(settings).map(setting -> setting.split("=", 2)).forEach(setting -> all.put(setting[0], setting[1]));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", all));
        return new Encryption(Settings.of(environment), JdbcUrl.of(url)).properties();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    db.example.org, -,               VERIFY_IDENTITY
                    db.example.org, authentication=iam, VERIFY_IDENTITY
                    db.example.org, ssl-mode=verify-ca, VERIFY_CA
                    db.example.org, ssl-mode=REQUIRED,  REQUIRED
                    db.example.org, ssl-mode=disabled,  DISABLED
                    my_db,          ssl-mode=verify-ca, VERIFY_CA
                    127.0.0.1,      -,                  -
                    localhost,      authentication=iam, REQUIRED
                    127.0.0.1,      ssl-mode=verify-identity, VERIFY_IDENTITY
                    """)
    void aServerProvesItsNameUnlessItIsOnThisMachine(String host, String setting, String mode) {
        String[] settings = setting == null ? new String[0] : new String[] {"recua.db." + setting};

        assertThat(properties("jdbc:mysql://" + host + ":3306/recua", settings).get("sslMode"))
                .isEqualTo(mode);
    }

    @Test
    void theUsersOwnAddressSaysItItself() {
        String url = "jdbc:mysql://db.example.org/recua";

        assertThat(properties(url, "spring.datasource.url=" + url)).isEmpty();
        assertThat(properties(url + "?sslMode=REQUIRED", "recua.db.ssl-mode=verify-ca"))
                .isEmpty();
        assertThat(properties(url, "spring.datasource.url=" + url, "recua.db.authentication=iam"))
                .containsEntry("sslMode", "VERIFY_IDENTITY");
    }

    @Test
    void whatCannotBeProtectedIsRefused() {
        assertThatThrownBy(() -> properties("jdbc:mysql://my_db/recua"))
                .hasMessageStartingWith("recua.db.host: no certificate can be verified for the name my_db");
        assertThatThrownBy(() -> properties("jdbc:mysql://h/d", "recua.db.ssl-mode=yes"))
                .hasMessage("recua.db.ssl-mode: write disabled, preferred, required, verify-ca or verify-identity");
        assertThatThrownBy(() ->
                        properties("jdbc:mysql://h/d", "recua.db.ssl-mode=preferred", "recua.db.authentication=iam"))
                .hasMessageStartingWith("recua.db.ssl-mode: write required or a stricter mode");
        assertThatThrownBy(() -> properties("jdbc:mysql://h/d", "recua.db.ca=/no/such.pem"))
                .hasMessageStartingWith("recua.db.ca: cannot read /no/such.pem");
    }
}
