package io.recua.control;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Ends the process some seconds after SIGTERM, whatever hangs by then: a start that waits for MySQL, or a library that
 * waits for a connection to close. Nothing is lost: what is not committed is rolled back, and the load goes on behind it.
 */
public final class StopGuard {

    private static final Logger log = LoggerFactory.getLogger(StopGuard.class);

    /** What the JVM answers to SIGTERM itself. */
    private static final int TERMINATED = 143;

    private static final Duration SLACK = Duration.ofSeconds(2);

    /** Until the settings are read: as with those that are shipped. */
    private volatile Duration patience = Duration.ofSeconds(18);

    private StopGuard() {}

    /** Guards this process from here on. */
    public static StopGuard install() {
        StopGuard guard = new StopGuard();
        Runtime.getRuntime().addShutdownHook(new Thread(guard::watch, "stop-guard"));
        return guard;
    }

    /** Takes the time from the settings: a little more than Spring allows for the stop of the routes. */
    public void follow(Environment settings) {
        Duration phase = settings.getRequiredProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
        patience = phase.plus(SLACK);
    }

    /** The JVM waits for its hooks, but not for a daemon. */
    private void watch() {
        Thread last = new Thread(this::halt, "stop-guard");
        last.setDaemon(true);
        last.start();
    }

    private void halt() {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.error(
                "Ended the process, since its stop hung for {} s; its claims run out by themselves",
                patience.toSeconds());
        Runtime.getRuntime().halt(TERMINATED);
    }
}
