package io.recua.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * The JVM's archive of the libraries' classes. With it, a process of Recua starts with a quarter less work, since it does not
 * read and verify them. The first test process that starts one makes the archive, which takes about three starts; it holds
 * until the libraries change.
 *
 * <p>A JVM archives classes from jars alone, and uses the archive if its class path begins with the same jars. So the folders
 * with Recua's own classes come last, and while the archive is made, {@link FolderLauncher} loads them.
 */
final class ClassArchive {

    private static final Path FOLDER = Path.of("target", "class-archive").toAbsolutePath();

    private static final ClassArchive SHARED = new ClassArchive();

    private final List<String> libraries = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private final Path launcher = FOLDER.resolve("launcher.jar");
    private final Path archive;

    /** Surefire leaves an empty entry, which is the current folder and would bring every route a second time. */
    private ClassArchive() {
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .forEach(entry -> (Files.isDirectory(entry) ? folders : libraries).add(entry.toString()));
        String content = System.getProperty("java.vm.version") + classPath();
        archive = FOLDER.resolve(DigestUtils.md5DigestAsHex(content.getBytes()) + ".jsa");
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel lock =
                    FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (Files.notExists(archive)) {
                    make();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options of a JVM, up to the name of the main class, that runs any class of Recua or of its tests. */
    static List<String> options() {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + SHARED.archive,
                "-cp",
                SHARED.classPath() + File.pathSeparator + String.join(File.pathSeparator, SHARED.folders));
    }

    private String classPath() {
        return String.join(File.pathSeparator, libraries) + File.pathSeparator + launcher;
    }

    /** Runs Recua with all its services until it has started, and ends it. */
    private void make() throws IOException {
        writeLauncher();
        Path work = Files.createTempDirectory(FOLDER, "run");
        Path log = FOLDER.resolve("run.log");
        Path part = FOLDER.resolve("part.jsa");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:ArchiveClassesAtExit=" + part,
                "-Drecua.sample="
                        + Path.of("src/test/resources/sample/nuevas_filas.csv.gz")
                                .toAbsolutePath(),
                "-cp",
                classPath(),
                FolderLauncher.class.getName(),
                String.join(File.pathSeparator, folders),
                "io.recua.TestRecuaApplication",
                "--server.port=0",
                "--management.server.port=0"));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            // Another thread would wait until this class is initialized, which waits for it.
            Awaitility.await("the start, see " + log)
                    .pollInSameThread()
                    .atMost(Duration.ofMinutes(3))
                    .failFast("it has ended, see " + log, () -> !process.isAlive())
                    .until(() -> Files.readString(log).contains("The page: "));
            process.destroy();
            process.onExit().join();
            Files.move(part, archive);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private void writeLauncher() throws IOException {
        String name = FolderLauncher.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(launcher);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry(name));
            jar.write(FolderLauncher.class.getResourceAsStream("/" + name).readAllBytes());
        }
    }
}
