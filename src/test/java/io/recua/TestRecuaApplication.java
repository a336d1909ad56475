package io.recua;

import io.recua.embedded.CsvSource;
import io.recua.embedded.EmbeddedMariaDb;
import io.recua.embedded.EmbeddedS3;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/**
 * Recua with an embedded S3, an embedded MariaDB and a source of its own, which keep their data in the folder
 * {@code .recua} of the project; {@code mvn spring-boot:test-run} runs it.
 *
 * <p>The property {@code recua.sample} names what the source serves: a file, or an http(s) address to fetch from.
 */
public class TestRecuaApplication {

    private static final Path DATA = Path.of(".recua");
    private static final String BUCKET = "recua";

    public static void main(String[] args) throws Exception {
        String source = source(System.getProperty("recua.sample"));
        EmbeddedS3 s3 = EmbeddedS3.start(DATA.resolve("s3"));
        s3.createBucket(BUCKET);
        EmbeddedMariaDb database = EmbeddedMariaDb.start(DATA.resolve("mariadb"));
        // The command line wins over system properties, so that each of these can be set otherwise.
        Map.of(
                        "aws.endpointUrl", s3.endpoint().toString(),
                        "aws.region", "us-east-1",
                        "aws.accessKeyId", s3.accessKey(),
                        "aws.secretAccessKey", s3.secretKey(),
                        "spring.datasource.url", database.url("recua"),
                        "spring.datasource.username", database.user(),
                        "spring.datasource.password", database.password(),
                        "recua.bucket", BUCKET,
                        "recua.feeds.unificado.url", source,
                        "recua.feeds.unificado.schedule", "0 * * * * ?")
                .forEach(System::setProperty);
        try {
            SpringApplication.from(RecuaApplication::main).run(args);
        } catch (RuntimeException e) {
            // It is in the log already; the embedded services' threads would keep the process.
            System.exit(1);
        }
    }

    private static String source(String sample) throws Exception {
        return sample.matches("https?://.*")
                ? sample
                : CsvSource.serve(Path.of(sample)).url().toString();
    }
}
