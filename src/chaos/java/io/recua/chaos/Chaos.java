package io.recua.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Loads random objects while faults strike, and compares what is left with a reference, seed after seed; see
 * {@code docs/reliability.md}.
 */
public final class Chaos {

    static final Path FOLDER = Path.of("target", "chaos");

    private Chaos() {}

    public static void main(String[] arguments) {
        exit(Chaos::run);
    }

    /** Ends this JVM with 0 if the trial passes, with 1 if it does not, with 2 if it cannot be made. */
    static void exit(Callable<Boolean> trial) {
        // The embedded S3 would fill the output.
        LoggingSystem.get(Chaos.class.getClassLoader()).beforeInitialize();
        // Whoever interrupts a run leaves no instance behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        try {
            System.exit(trial.call() ? 0 : 1);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(2);
        }
    }

    /** Returns whether all promises were kept. */
    private static boolean run() throws Exception {
        long end = System.nanoTime() + length().toNanos();
        long seed = Long.getLong("chaos.seed", 1);
        try (MySql mysql = MySql.ofSystem()) {
            // Where the parts of the tests look for their database.
            System.setProperty("recua.test.database", mysql.url());
            Report report = new Report(FOLDER);
            Program program = Program.in(FOLDER);
            do {
                report.add(new Round(seed++, Integer.getInteger("chaos.faults", 60), program, mysql).run());
            } while (System.nanoTime() < end);
            System.out.println("See " + FOLDER.resolve("report.md"));
            return !report.isViolated();
        }
    }

    /** How long a trial takes by the settings. */
    static Duration length() {
        return Duration.ofMinutes(Long.getLong("chaos.minutes", 10));
    }
}
