package io.recua.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.RecuaProperties;
import io.recua.testing.TestDatabase;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Who holds a lease, and until when. */
class LeasesTest {

    @Test
    void aHeartbeatThatComesTooLateDoesNotBringAReleasedLeaseToLife() {
        Leases leases = leases(TestDatabase.empty());
        try {
            Lease lease = leases.acquire("a").orElseThrow();
            assertThat(leases.renew(lease)).isTrue();
            assertThat(leases.acquire("a")).isEmpty();
            leases.release(lease);

            assertThat(leases.renew(lease)).isFalse();

            assertThat(leases.acquire("a")).isPresent();
        } finally {
            leases.destroy();
        }
    }

    static Leases leases(TestDatabase database) {
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
        RecuaProperties properties = new Binder(new MapConfigurationPropertySource(Map.of(
                        "recua.bucket", "any",
                        "recua.feeds.a.url", "http://127.0.0.1:9/a.csv",
                        "recua.feeds.a.schedule", "0 0 5 ? * MON",
                        "recua.feeds.a.table", "a",
                        "recua.feeds.a.key", "id")))
                .bind("recua", RecuaProperties.class)
                .get();
        return new Leases(database.jdbc(), new JdbcTransactionManager(database.dataSource()), properties);
    }
}
