package io.recua.control;

import io.recua.config.RecuaProperties;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Warns at the start if the process may be killed before it has drained: the routes get less time than Spring's phase,
 * and this less than the platform allows between SIGTERM and SIGKILL.
 */
@Component
public class StopTimes implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(StopTimes.class);

    private final Duration drain;
    private final Duration phase;
    private final Duration stop;

    StopTimes(
            @Value("${camel.main.shutdown-timeout}") long drainSeconds,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration phase,
            RecuaProperties properties) {
        this.drain = Duration.ofSeconds(drainSeconds);
        this.phase = phase;
        this.stop = properties.stopTimeout();
    }

    @Override
    public void afterPropertiesSet() {
        misfit(drain, phase, stop).ifPresent(log::warn);
    }

    /** What does not fit; empty if all does. */
    public static Optional<String> misfit(Duration drain, Duration phase, Duration stop) {
        if (drain.compareTo(phase) < 0 && phase.compareTo(stop) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                ("A load that runs at SIGTERM may be killed before its batch is committed, and then waits for its"
                                + " lease: camel.main.shutdown-timeout (%d s) must be less than"
                                + " spring.lifecycle.timeout-per-shutdown-phase (%d s), and this less than recua.stop-timeout (%d s),"
                                + " which is to be what the platform allows (stopTimeout on ECS)")
                        .formatted(drain.toSeconds(), phase.toSeconds(), stop.toSeconds()));
    }
}
