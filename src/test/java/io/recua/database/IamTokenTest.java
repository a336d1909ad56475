package io.recua.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.testing.TestBucket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** No server that can run here asks for a token, so that it is looked at where it is given to the driver. */
class IamTokenTest {

    @Test
    void standsForThePasswordSignedForTheUserAndItsHost() {
        TestBucket.AWS.forEach(System::setProperty);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "recua.db.authentication", "iam",
                                "recua.db.host", "db.example.org",
                                "recua.db.name", "samples",
                                "recua.db.user", "loader")));

        DatabaseSettings settings = new DatabaseSettings(Settings.of(environment));

        assertThat(settings.url().value()).isEqualTo("jdbc:mysql://db.example.org:3306/samples");
        assertThat(settings.credentials().userOrNull()).isEqualTo("loader");
        assertThat(settings.credentials().passwordOrNull())
                .startsWith("db.example.org:3306/?")
                .contains("Action=connect", "DBUser=loader", "X-Amz-Expires=900", "X-Amz-Signature=")
                .contains("X-Amz-Credential=" + TestBucket.AWS.get("aws.accessKeyId"), "rds-db");
        assertThat(settings.credentials()).hasToString("user from test, password from IAM");
    }
}
