package io.recua;

import io.recua.embedded.CsvSource;
import io.recua.embedded.EmbeddedMariaDb;
import io.recua.embedded.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Recua with an embedded S3, an embedded MariaDB and a source of its own, which keep their data in the folder
 * {@code .recua} of the project; {@code mvn spring-boot:test-run} runs it.
 *
 * <p>The property {@code recua.sample} names what the source serves: a file, or an http(s) address to fetch from.
 */
public class TestRecuaApplication {

    private static final Path DATA = Path.of(".recua");
    private static final String BUCKET = "recua";
    private static final String PASSWORD = "recua";

    public static void main(String[] args) {
        // Until Spring Boot has set the log up, the embedded services would fill it.
        LoggingSystem.get(TestRecuaApplication.class.getClassLoader()).beforeInitialize();
        try {
            // A draft must be that of the jar, whose shipped feed has no address.
            startServices(List.of(args).contains("init"));
            SpringApplication.Running recua =
                    SpringApplication.from(RecuaApplication::main).run(args);
            sayWhere(recua.getApplicationContext());
        } catch (Exception e) {
            System.err.println("Recua stopped: " + e.getMessage());
            // The services' threads would keep the process.
            System.exit(1);
        }
    }

    private static void sayWhere(ConfigurableApplicationContext context) {
        System.out.printf(
                "%n  The page: http://localhost:%s, user operator, password %s%n%n",
                context.getEnvironment().getProperty("local.server.port"),
                context.getEnvironment().getProperty("recua.operator.password"));
    }

    /** The command line wins over system properties, so that each of these can be set otherwise. */
    private static void startServices(boolean withoutSample) throws IOException {
        EmbeddedS3 s3 = EmbeddedS3.start(DATA.resolve("s3"));
        s3.createBucket(BUCKET);
        EmbeddedMariaDb database = EmbeddedMariaDb.start(DATA.resolve("mariadb"));
        set(Map.of(
                "aws.endpointUrl", s3.endpoint().toString(),
                "aws.region", "us-east-1",
                "aws.accessKeyId", s3.accessKey(),
                "aws.secretAccessKey", s3.secretKey()));
        set(Map.of(
                "spring.datasource.url", database.url("recua"),
                "spring.datasource.username", database.user(),
                "spring.datasource.password", database.password()));
        set(Map.of("recua.bucket", BUCKET, "recua.operator.password", PASSWORD));
        if (!withoutSample) {
            set(Map.of(
                    "recua.feeds.unificado.url",
                    source(System.getProperty("recua.sample")),
                    "recua.feeds.unificado.schedule",
                    "0 * * * * ?"));
        }
        set(Map.of("logging.level.org.gaul", "WARN", "logging.level.ch.vorburger", "WARN"));
    }

    private static String source(String sample) throws IOException {
        return sample.matches("https?://.*")
                ? sample
                : CsvSource.serve(Path.of(sample)).url().toString();
    }

    private static void set(Map<String, String> properties) {
        properties.forEach(System::setProperty);
    }
}
