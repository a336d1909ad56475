package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recua.config.RecuaProperties;
import io.recua.embedded.EmbeddedSettings;
import io.recua.testing.HttpSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** On AWS, settings come from Parameter Store and Secrets Manager, and nothing else need be said. */
@ExtendWith(OutputCaptureExtension.class)
class AwsSettingsTest {

    private static final String HEADER =
            "CHROM,POS,ID,REF,ALT,QUAL,FILTER,INFO,FORMAT,MUESTRA,VALOR,ORIGEN,FECHA_COPIA,RESULTADO\n";

    private static final String NEVER = "http://127.0.0.1:9/never.csv";

    private final EmbeddedSettings aws = TestBucket.SETTINGS;
    private TestDatabase database;
    private TestBucket bucket;

    @BeforeEach
    void emptyAws() {
        aws.clear();
        database = TestDatabase.empty();
        bucket = TestBucket.empty();
    }

    private void address(String path) {
        aws.parameter(path + "/db/host", database.address().getHost());
        aws.parameter(path + "/db/port", Integer.toString(database.address().getPort()));
        aws.parameter(path + "/db/name", database.address().getPath().substring(1));
    }

    private void credentials(String path) {
        aws.encryptedParameter(path + "/db/user", database.user());
        aws.encryptedParameter(path + "/db/password", database.password());
    }

    /** More than one page of parameters. */
    private void job(String path, String url) {
        aws.parameter(path + "/bucket", bucket.name());
        aws.parameter(path + "/poll-interval", "100ms");
        aws.parameter(path + "/load/batch-rows", "1000");
        aws.parameter(path + "/load/writers", "1");
        aws.parameter(path + "/load/lease", "5s");
        aws.parameter(path + "/feeds/unificado/url", url);
        aws.parameter(path + "/feeds/unificado/catch-up", Boolean.toString(!url.equals(NEVER)));
    }

    private String rdsSecret() {
        return "{\"engine\":\"mysql\",\"host\":\"%s\",\"port\":%d,\"dbname\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                .formatted(
                        database.address().getHost(),
                        database.address().getPort(),
                        database.address().getPath().substring(1),
                        database.user(),
                        database.password());
    }

    @Test
    void fetchesAndLoadsWithParametersAlone(CapturedOutput output) {
        address("/recua");
        credentials("/recua");
        try (HttpSource source = HttpSource.start()) {
            source.script(HttpSource.Answer.csv(HEADER + "1,10,rs1,A,C,100,PASS,,GT,HG1,0,x,,0|1\n"));
            job("/recua", source.url("/rows.csv"));

            try (RunningRecua recua = RunningRecua.startOnAws(bucket, database)) {
                await().untilAsserted(() -> assertThat(recua.jdbc()
                                .sql("select concat(ID, MUESTRA, RESULTADO) from Unificado")
                                .query(String.class)
                                .list())
                        .containsExactly("rs1HG10|1"));
            }
        }

        assertThat(output)
                .contains("host from parameter /recua/db/host")
                .contains("user from parameter /recua/db/user, password from parameter /recua/db/password");
    }

    @Test
    void doesItsWholeJobWithBucketQueueAndTheParametersOfTheTemplate() throws IOException {
        TestQueue queue = TestQueue.empty(60, 5);
        try (HttpSource source = HttpSource.start()) {
            source.script(HttpSource.Answer.csv(HEADER + "1,10,rs1,A,C,100,PASS,,GT,HG1,0,x,,0|1\n"));
            job("/recua", source.url("/rows.csv"));
            Map<String, String> values = Map.of(
                    "bucket", bucket.name(),
                    "trigger", "sqs",
                    "queue", queue.name(),
                    "feeds/unificado/url", source.url("/rows.csv"),
                    "db/host", database.address().getHost(),
                    "db/port", Integer.toString(database.address().getPort()),
                    "db/name", database.address().getPath().substring(1),
                    "db/user", database.user(),
                    "db/authentication", "iam");
            assertThat(parametersOfTheTemplate()).containsExactlyInAnyOrderElementsOf(values.keySet());
            values.forEach((name, value) -> aws.parameter("/recua/" + name, value));

            String[] asTheMaster = RunningRecua.awsArguments("recua.db.password=" + database.password());
            CommandRun grant = CommandRun.of(Stream.concat(Stream.of("grant", "recua_service"), Stream.of(asTheMaster))
                    .toArray(String[]::new));
            assertThat(grant.complained())
                    .as("connected as the container grant does; only RDS has the plugin")
                    .contains("AWSAuthenticationPlugin");
            // No server outside of RDS takes a token.
            try (RunningRecua recua = RunningRecua.startOnAws(
                    bucket, database, "recua.db.authentication=password", "recua.db.password=" + database.password())) {
                await().until(() -> !bucket.keys("").isEmpty());
                String landed = bucket.keys("").get(0).replaceFirst("^archive/", "landing/");
                queue.announce(bucket, landed);

                assertThat(recua.settled(landed).get("inserted").asInt()).isEqualTo(1);
                await().until(() -> queue.size() == 0);
            }
        }
    }

    private static List<String> parametersOfTheTemplate() throws IOException {
        return Pattern.compile("Name: !Sub /\\$\\{AWS::StackName}/(\\S+)")
                .matcher(Files.readString(Path.of("deploy/recua.yaml")))
                .results()
                .map(parameter -> parameter.group(1))
                .toList();
    }

    @Test
    void takesAnotherPathAndASecretInTheFormatOfRds(CapturedOutput output) {
        aws.parameter("/team/genes/db/secret", "prod/recua");
        aws.secret("prod/recua", rdsSecret());
        job("/team/genes", NEVER);

        try (RunningRecua recua = RunningRecua.startOnAws(bucket, database, "recua.parameters=/team/genes")) {
            assertThat(recua.get("/actuator/loads").get("loads")).isEmpty();
        }

        assertThat(output).contains("host from secret prod/recua").contains("password from secret prod/recua");
    }

    @Test
    void resolvesSecretsInRoutesAndImportsThemAsSettings() {
        aws.secret("db", rdsSecret());
        aws.secret("source", "{\"bearer\":\"s3cr3t\"}");

        try (RunningRecua recua = RunningRecua.start(
                bucket,
                database,
                "spring.config.import=aws-secretsmanager:source?prefix=recua.feeds.unificado.request.",
                "recua.feeds.unificado.url=" + NEVER,
                "recua.feeds.unificado.catch-up=false")) {
            assertThat(recua.bean(RecuaProperties.class)
                            .feed("unificado")
                            .request()
                            .bearer())
                    .isEqualTo("s3cr3t");
            assertThat(recua.bean(CamelContext.class).resolvePropertyPlaceholders("{{aws:db#username}}"))
                    .isEqualTo(database.user());
        }
    }

    @Test
    void asksAwsForNoSettingWithoutTheProfile() {
        RunningRecua.start(
                        bucket,
                        database,
                        "recua.feeds.unificado.url=https://example.org/a.csv",
                        "recua.feeds.unificado.catch-up=false")
                .close();

        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void aMissingParameterStopsTheStartWithOneLine(CapturedOutput output) {
        address("/recua");
        aws.encryptedParameter("/recua/db/user", database.user());
        job("/recua", NEVER);

        assertThat(failure(output)).contains("recua.db.password: is missing").contains("/recua/db/password");
    }

    @Test
    void anUnknownParameterStopsTheStartWithOneLine(CapturedOutput output) {
        address("/recua");
        credentials("/recua");
        job("/recua", NEVER);
        aws.parameter("/recua/db/hots", "x");

        assertThat(failure(output)).contains("recua.db.hots: there is no such setting");
    }

    @Test
    void deniedParametersStopTheStartWithOneLine(CapturedOutput output) {
        aws.deny("GetParametersByPath");

        assertThat(failure(output)).contains("AccessDeniedException").contains("ssm:GetParametersByPath");
    }

    @Test
    void aMissingSecretStopsTheStartWithOneLine(CapturedOutput output) {
        address("/recua");
        aws.parameter("/recua/db/secret", "prod/recua");
        job("/recua", NEVER);

        assertThat(failure(output))
                .contains("recua.db.secret: cannot read the secret prod/recua")
                .contains("ResourceNotFoundException")
                .contains("secretsmanager:GetSecretValue");
    }

    @Test
    void aSecretWithoutPasswordStopsTheStartWithOneLine(CapturedOutput output) {
        address("/recua");
        aws.parameter("/recua/db/secret", "prod/recua");
        aws.secret("prod/recua", "{\"username\":\"recua\"}");
        job("/recua", NEVER);

        assertThat(failure(output)).contains("add the field password to the secret prod/recua");
    }

    @Test
    void aSecretThatIsNoJsonStopsTheStartAndIsNotShown(CapturedOutput output) {
        address("/recua");
        aws.parameter("/recua/db/secret", "prod/recua");
        aws.secret("prod/recua", "[\"hunter2\"]");
        job("/recua", NEVER);

        assertThat(failure(output)).contains("the secret prod/recua is not a JSON object");
        assertThat(output).doesNotContain("hunter2");
    }

    @Test
    void aSecretBesideAPasswordStopsTheStartWithOneLine(CapturedOutput output) {
        address("/recua");
        credentials("/recua");
        aws.parameter("/recua/db/secret", "prod/recua");
        aws.secret("prod/recua", rdsSecret());
        job("/recua", NEVER);

        assertThat(failure(output))
                .contains("recua.db.secret: contains the user and the password, but recua.db.password is set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.password={{aws:db#password}}",
                "recua.db.password={{aws:db#password}}",
                "recua.operator.password={{aws:operator}}",
                "recua.bucket={{aws:bucket}}"
            })
    void aPlaceholderOfCamelInASettingStopsTheStartWithOneLine(String setting, CapturedOutput output) {
        assertThat(failure(output, "spring.profiles.active=default", setting))
                .contains(setting.substring(0, setting.indexOf('=')) + ": {{aws:NAME}} works in routes only")
                .contains("recua.db.secret")
                .contains("spring.config.import=aws-secretsmanager:");
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void aMissingImportedSecretStopsTheStartWithOneLine(CapturedOutput output) {
        assertThat(failure(
                        output,
                        "spring.profiles.active=default",
                        "spring.config.import=aws-secretsmanager:none?prefix=spring.datasource."))
                .contains("ResourceNotFoundException");
    }

    /** Starts in vain; the one line that says why. */
    private static String failure(CapturedOutput output, String... settings) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(RecuaApplication.class)
                        .run(RunningRecua.awsArguments(settings))
                        .close())
                .isInstanceOf(Exception.class);
        assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("APPLICATION FAILED");
        List<String> errors =
                output.getAll().lines().filter(line -> line.contains(" ERROR ")).toList();
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }
}
