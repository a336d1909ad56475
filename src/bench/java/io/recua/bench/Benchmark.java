package io.recua.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.logging.LoggingSystem;

/** Runs the contenders in turn, each in a JVM of its own, and writes what they took; see {@code docs/benchmarks.md}. */
public final class Benchmark {

    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();

    private Benchmark() {}

    public static void main(String[] arguments) {
        // The embedded S3 would fill the output.
        LoggingSystem.get(Benchmark.class.getClassLoader()).beforeInitialize();
        try {
            run(Settings.ofSystem());
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(Settings settings) throws Exception {
        CsvData data = CsvData.in(FOLDER, settings.rows());
        CsvData slowData = CsvData.in(FOLDER, Math.min(settings.slowRows(), settings.rows()));
        try (Database database = Database.open(settings);
                Bucket bucket = Bucket.open(FOLDER.resolve("s3"))) {
            Report report = new Report();
            CsvData next = CsvData.in(FOLDER, settings.rows() / 10 * 9, settings.rows());
            CsvData nextOld = CsvData.in(FOLDER, settings.rows() / 10, settings.rows());
            Growth growth = new Growth(FOLDER, settings.growthRows());
            List<Contender> contenders = new Contenders(
                            data, slowData, next, nextOld, growth, database, bucket, new Forks(FOLDER), settings)
                    .all().stream()
                            .filter(contender -> settings.selects(contender.letter()))
                            .toList();
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Contender contender : contenders) {
                    run(contender, round, report);
                }
            }
            String conditions = "%,d rows, %d rounds, MySQL %s, JDK %s, %d processors%n"
                    .formatted(
                            settings.rows(),
                            settings.rounds(),
                            database.version(),
                            Runtime.version(),
                            Runtime.getRuntime().availableProcessors());
            String text = conditions + report.markdown();
            Files.writeString(FOLDER.resolve("results.md"), text, StandardCharsets.UTF_8);
            System.out.println("\n" + text);
        }
    }

    private static void run(Contender contender, int round, Report report) throws Exception {
        List<Result> results = contender.run().once();
        for (int i = 0; i < results.size(); i++) {
            String title = contender.titles().get(i);
            Result result = results.get(i);
            report.add(contender.group(), title, result);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %s: %s: %,.0f rows/s in %.1f s%n",
                    round,
                    contender.group(),
                    title,
                    result.rate(),
                    result.seconds());
        }
    }
}
