package io.recua.control;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Ends the process a fixed time after SIGTERM, even if the shutdown hangs: for instance a start that waits for MySQL, or a
 * library that waits for a connection to close. No data is lost: MySQL rolls back what is not committed, and the load
 * continues after the last commit.
 */
public final class StopGuard {

    private static final Logger log = LoggerFactory.getLogger(StopGuard.class);

    /** The JVM's own exit code after SIGTERM. */
    private static final int TERMINATED = 143;

    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** The value for the default settings, used until the settings are read. */
    private volatile Duration timeout = Duration.ofSeconds(18);

    private StopGuard() {}

    /** Installs the shutdown hook in this process. */
    public static StopGuard install() {
        StopGuard guard = new StopGuard();
        Runtime.getRuntime().addShutdownHook(new Thread(guard::watch, "stop-guard"));
        return guard;
    }

    /** Sets the timeout from the settings: slightly more than the time in which Spring stops the routes. */
    public void configure(Environment settings) {
        Duration phase = settings.getRequiredProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
        timeout = phase.plus(MARGIN);
    }

    /** Waits on a daemon thread: the JVM waits for its shutdown hooks to end, but not for daemon threads. */
    private void watch() {
        Thread thread = new Thread(this::halt, "stop-guard");
        thread.setDaemon(true);
        thread.start();
    }

    private void halt() {
        try {
            Thread.sleep(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.error(
                "Ended the process because its shutdown took longer than {} s; its claims expire automatically",
                timeout.toSeconds());
        Runtime.getRuntime().halt(TERMINATED);
    }
}
