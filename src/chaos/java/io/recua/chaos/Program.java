package io.recua.chaos;

import io.recua.testing.RecuaProcess;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The packaged jar, taken apart as in the image, with an archive of its classes, which the JVM of the instances maps into its
 * memory. So an instance starts in a fraction of the time.
 *
 * @param options options of the JVM, the last of them {@code -jar} and the jar
 */
record Program(List<String> options) {

    static final Path JAR = Path.of("target", "recua.jar");

    /** Takes the jar apart in the folder, and starts it once to write the archive. */
    static Program in(Path folder) throws IOException, InterruptedException {
        Path app = folder.resolve("app");
        Process extract = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        JAR.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        app.toString())
                .inheritIO()
                .start();
        if (extract.waitFor() != 0) {
            throw new IllegalStateException(JAR + " cannot be taken apart; build it by mvn package");
        }
        List<String> jar = List.of("-jar", app.resolve(JAR.getFileName()).toString());
        Path archive = folder.resolve("recua.jsa");
        train(new Program(concat("-XX:ArchiveClassesAtExit=" + archive, jar)));
        return new Program(concat("-XX:SharedArchiveFile=" + archive, jar));
    }

    private static List<String> concat(String option, List<String> jar) {
        return List.of(option, "-Xlog:cds*=off", jar.get(0), jar.get(1));
    }

    private static void train(Program program) throws IOException, InterruptedException {
        TestDatabase database = TestDatabase.empty();
        Feed.createTables(database);
        try (RecuaProcess process =
                program.start(TestBucket.empty(), database, Feed.settingsOfAll("http://127.0.0.1:9/never.csv"))) {
            process.awaitStarted();
            process.stop();
        }
    }

    RecuaProcess start(TestBucket bucket, TestDatabase database, List<String> settings) throws IOException {
        return RecuaProcess.start(options, bucket, database, settings.toArray(String[]::new));
    }
}
