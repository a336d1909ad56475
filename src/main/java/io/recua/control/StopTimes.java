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
 * Warns at the start if the process may be killed before its routes have stopped. The routes must have less time than
 * Spring's shutdown phase, and the phase less than the platform's time between SIGTERM and SIGKILL.
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
        conflict(drain, phase, stop).ifPresent(log::warn);
    }

    /** Returns the warning; empty if each of the three times is less than the next. */
    public static Optional<String> conflict(Duration drain, Duration phase, Duration stop) {
        if (drain.compareTo(phase) < 0 && phase.compareTo(stop) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                ("A load that runs at SIGTERM may be killed before its batch is committed; it then continues only when"
                                + " its lease has expired. Set camel.main.shutdown-timeout (%d s) to less than"
                                + " spring.lifecycle.timeout-per-shutdown-phase (%d s), this to less than"
                                + " recua.stop-timeout (%d s), and recua.stop-timeout to the platform's stop timeout"
                                + " (stopTimeout on ECS)")
                        .formatted(drain.toSeconds(), phase.toSeconds(), stop.toSeconds()));
    }
}
