package io.recua.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;

/** A MariaDB on 127.0.0.1 whose databases outlive it in a folder, whatever ended the last run. */
public final class EmbeddedMariaDb implements AutoCloseable {
    private static final String USER = "recua";
    private static final String PASSWORD = "recua";

    /** MySQL's defaults where the two differ; no TLS on the loopback; durable unless the machine itself goes down. */
    private static final List<String> OPTIONS = List.of(
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--skip-ssl",
            "--socket=mariadbd.sock",
            "--pid-file=mariadbd.pid",
            "--local-infile=1",
            "--max-allowed-packet=64M",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_0900_ai_ci",
            "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
            "--innodb-buffer-pool-size=256M",
            "--innodb-buffer-pool-dump-at-shutdown=0",
            "--innodb-buffer-pool-load-at-startup=0",
            "--innodb-flush-log-at-trx-commit=2");

    private final MariaDbInstallation installation;
    private final List<String> more;
    private final FileChannel lock;
    private final int port;

    private EmbeddedMariaDb(MariaDbInstallation installation, String... more) throws IOException {
        this.installation = installation;
        this.more = List.of(more);
        this.lock = lock(installation.folder());
        this.port = freePort();
    }

    /**
     * Waits until the server answers; one folder serves one caller at a time.
     *
     * @param more options of the server, which win over those that each one has
     */
    public static EmbeddedMariaDb start(Path folder, String... more) {
        try {
            Path home = Files.createDirectories(folder).toRealPath();
            EmbeddedMariaDb database = new EmbeddedMariaDb(new MariaDbInstallation(home), more);
            database.open();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a MariaDB in " + folder, e);
        }
    }

    /** Creates the database if it is missing. */
    public String url(String database) {
        String quoted = "`" + database.replace("`", "``") + "`";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + quoted);
            return server() + database;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the database " + database, e);
        }
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** Does nothing the second time: the folder may be another's by then. */
    @Override
    public synchronized void close() {
        if (!lock.isOpen()) {
            return;
        }
        installation.stopServers();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + installation.folder(), e);
        }
    }

    /** Who holds the lock owns the folder, so that a server already there is one that a killed JVM left behind. */
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return file;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very JVM.
        }
        file.close();
        throw new IllegalStateException(
                "A running process keeps its MariaDB in " + folder + ": stop it or use another");
    }

    private void open() throws IOException {
        try {
            SpringApplication.getShutdownHandlers().add(this::close);
            Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit));
            installation.stopServers();
            installation.complete();
            awaitAnswer(installation.start(options()));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Leaves it to Spring's hook where one starts beside it, for the application drains into this database. */
    private void closeAtExit() {
        for (int look = 0; look < 25 && lock.isOpen(); look++) {
            if (isSpringClosing()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        close();
    }

    private static boolean isSpringClosing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("SpringApplicationShutdownHook"));
    }

    private List<String> options() throws IOException {
        String account = USER + "@'127.0.0.1'";
        Path accounts = installation.folder().resolve("accounts.sql");
        Files.write(
                accounts,
                List.of(
                        "CREATE OR REPLACE USER %s IDENTIFIED BY '%s';".formatted(account, PASSWORD),
                        "GRANT ALL PRIVILEGES ON *.* TO %s WITH GRANT OPTION;".formatted(account)));
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("--port=" + port, "--init-file=" + accounts));
        options.addAll(more);
        return options;
    }

    private void awaitAnswer(Process server) {
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(25))
                .failFast("MariaDB does not start, see " + installation.log(), () -> !server.isAlive())
                .ignoreExceptions()
                .untilAsserted(() -> connect().close());
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server(), USER, PASSWORD);
    }

    private String server() {
        return "jdbc:mysql://127.0.0.1:" + port + "/";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
