package io.recua.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.MaintenanceProperties.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a maintenance window is open. */
class MaintenanceWindowTest {

    /** Sundays at 2:00 in Madrid, which is 0:00 UTC in summer and 1:00 UTC in winter. */
    private static final MaintenanceProperties SUNDAYS =
            new MaintenanceProperties("0 0 2 ? * SUN", Duration.ofHours(2), ZoneId.of("Europe/Madrid"));

    @ParameterizedTest
    @CsvSource({
        "2026-07-04T23:59:59Z, ",
        "2026-07-05T00:00:00Z, 2026-07-05T02:00:00Z",
        "2026-07-05T01:59:59Z, 2026-07-05T02:00:00Z",
        "2026-07-05T02:00:00Z, ",
        "2026-11-29T00:30:00Z, ",
        "2026-11-29T01:00:00Z, 2026-11-29T03:00:00Z",
        "2026-11-30T01:30:00Z, "
    })
    void itIsOpenFromItsBeginForItsDurationInItsTimeZone(Instant now, Instant until) {
        assertThat(SUNDAYS.at(now).map(Window::until)).isEqualTo(Optional.ofNullable(until));
    }

    @Test
    void thereIsNoneWithoutASchedule() {
        assertThat(new MaintenanceProperties(null, null, ZoneId.of("UTC")).at(Instant.EPOCH))
                .isEmpty();
    }
}
