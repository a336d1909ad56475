package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.embedded.EmbeddedMariaDb;
import io.recua.testing.FailedStart;
import io.recua.testing.RunningRecua;
import io.recua.testing.ServerCertificate;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** A server that cannot prove its name is sent no password. */
@ExtendWith(OutputCaptureExtension.class)
class CertificateTest {

    private static final String NOT_PROVED =
            "Recua cannot start: database: the server's certificate does not prove its identity";

    @TempDir
    private Path folder;

    private static String[] settings(TestDatabase database, String host, String... more) {
        return Stream.concat(
                        Stream.of(
                                "recua.db.host=" + host,
                                "recua.db.port=" + database.address().getPort(),
                                "recua.db.name=recua",
                                "recua.db.user=" + database.user(),
                                "recua.db.password=" + database.password()),
                        Stream.of(RunningRecua.feed("genes", "genes", "symbol", more)))
                .toArray(String[]::new);
    }

    /** Without {@code spring.datasource}, so that Recua makes the address. */
    private static String[] arguments(TestDatabase database, String host, String... more) {
        return Stream.of(RunningRecua.arguments(TestBucket.empty(), database, settings(database, host, more)))
                .filter(argument -> !argument.startsWith("--spring.datasource."))
                .toArray(String[]::new);
    }

    private EmbeddedMariaDb server(String name) throws Exception {
        ServerCertificate certificate = ServerCertificate.of(name, folder);
        return EmbeddedMariaDb.start(
                folder.resolve("mariadb"),
                "--ssl=1",
                "--ssl-cert=" + certificate.certificate(),
                "--ssl-key=" + certificate.key());
    }

    private static TestDatabase database(EmbeddedMariaDb server) {
        TestDatabase database = new TestDatabase(server.url("recua"), server.user(), server.password());
        database.jdbc()
                .sql("create table if not exists genes (symbol int not null primary key)")
                .update();
        return database;
    }

    private static List<String> verified(Path ca) {
        List<String> settings = new ArrayList<>(List.of("recua.db.ssl-mode=verify-identity"));
        if (ca != null) {
            settings.add("recua.db.ca=" + ca);
        }
        return settings;
    }

    @Test
    void aServerWithItsOwnNameIsTrustedByItsAuthority(CapturedOutput output) throws Exception {
        try (EmbeddedMariaDb server = server("ip:127.0.0.1")) {
            TestDatabase database = database(server);
            String[] unknown = arguments(database, "127.0.0.1", verified(null).toArray(String[]::new));
            assertThat(FailedStart.line(output, unknown)).startsWith(NOT_PROVED);

            String[] known = arguments(
                    database,
                    "127.0.0.1",
                    verified(folder.resolve("server.pem")).toArray(String[]::new));
            try (ConfigurableApplicationContext recua =
                    new SpringApplicationBuilder(RecuaApplication.class).run(known)) {
                assertThat(recua.isRunning()).isTrue();
            }
        }
    }

    @Test
    void aServerWithAnotherNameIsRefused(CapturedOutput output) throws Exception {
        try (EmbeddedMariaDb server = server("dns:other.example.org")) {
            String[] arguments = arguments(
                    database(server),
                    "127.0.0.1",
                    verified(folder.resolve("server.pem")).toArray(String[]::new));

            assertThat(FailedStart.line(output, arguments)).startsWith(NOT_PROVED);
        }
    }

    /** By an address that is not known to be this machine's, as that of any other server. */
    @Test
    void aServerThatIsNotVerifiedIsRefusedByDefault(CapturedOutput output) {
        TestDatabase database = TestDatabase.empty();

        assertThat(FailedStart.line(output, arguments(database, "0.0.0.0")))
                .startsWith("Recua cannot start: database: ");
    }
}
