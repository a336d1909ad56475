package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.control.StopTimes;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTimesTest {

    @ParameterizedTest(name = "drain {0}, phase {1}, stop {2}")
    @CsvSource({
        "18, 25, 30, true",
        "18, 19, 20, true",
        "18, 25, 25, false",
        "18, 25, 10, false",
        "25, 25, 30, false",
        "45, 25, 120, false",
    })
    void warnsUnlessTheDrainEndsBeforeThePhaseAndThisBeforeTheKill(int drain, int phase, int stop, boolean fits) {
        assertThat(StopTimes.conflict(Duration.ofSeconds(drain), Duration.ofSeconds(phase), Duration.ofSeconds(stop)))
                .satisfies(warning -> {
                    assertThat(warning.isEmpty()).isEqualTo(fits);
                    warning.ifPresent(text -> assertThat(text)
                            .contains(
                                    "camel.main.shutdown-timeout (" + drain + " s)",
                                    "spring.lifecycle.timeout-per-shutdown-phase (" + phase + " s)",
                                    "recua.stop-timeout (" + stop + " s)"));
                });
    }
}
