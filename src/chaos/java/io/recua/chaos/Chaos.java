package io.recua.chaos;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Loads random objects while faults strike, and compares what is left with a reference, seed after seed; see
 * {@code docs/reliability.md}.
 */
public final class Chaos {

    private static final Path FOLDER = Path.of("target", "chaos");

    private Chaos() {}

    public static void main(String[] arguments) {
        // The embedded S3 would fill the output.
        LoggingSystem.get(Chaos.class.getClassLoader()).beforeInitialize();
        // Whoever interrupts a run leaves no instance behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        try {
            System.exit(run() ? 0 : 1);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(2);
        }
    }

    /** Returns whether all promises were kept. */
    private static boolean run() throws Exception {
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("chaos.minutes", 10)).toNanos();
        long seed = Long.getLong("chaos.seed", 1);
        Path script = Path.of(System.getProperty("chaos.mysql", "../shared/bin/mysql-real"));
        try (MySql mysql = MySql.open(System.getProperty("chaos.url", ""), script)) {
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
}
