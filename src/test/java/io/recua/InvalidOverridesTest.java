package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.testing.FailedStart;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A folder of overrides that cannot be used stops the start with one line that names the file, the line in it and why. */
@ExtendWith(OutputCaptureExtension.class)
class InvalidOverridesTest {

    private static final String ROUTE =
            """
            - route:
                id: added
                description: Ticks
                from:
                  uri: timer:added
                  steps:
            """;

    private static TestDatabase database;
    private static TestBucket bucket;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aFeedThatWouldStart() {
        bucket = TestBucket.empty();
        database = TestDatabase.empty();
        database.jdbc().sql("create table t (id int primary key)").update();
    }

    private String line(CapturedOutput output, Path overrides) {
        return FailedStart.line(
                output,
                RunningRecua.arguments(
                        bucket, database, RunningRecua.feed("a", "t", "id", "recua.routes-override=" + overrides)));
    }

    @Test
    void aFileWithoutAStepThatASettingNeedsStopsTheStart(CapturedOutput output) throws IOException {
        String packaged = Files.readString(Path.of("routes/load.camel.yaml"));
        Files.writeString(folder.resolve("load.camel.yaml"), packaged.replace("id: load-expect", "id: other"));

        String line = FailedStart.line(
                output,
                RunningRecua.arguments(
                        bucket,
                        database,
                        RunningRecua.feed("a", "t", "id", "expect.min-rows=1", "recua.routes-override=" + folder)));

        assertThat(line).contains("no file has the step load-expect, which recua.feeds.a.expect needs");
    }

    static Stream<Arguments> invalidFiles() {
        return Stream.of(
                Arguments.of("wrong YAML", ROUTE + "        - to: [log:a\n", 8, "expected ',' or ']'"),
                Arguments.of("no list", "route:\n  id: added\n", 1, "holds no list"),
                Arguments.of("nothing at all", "# later\n", 1, "holds no list"),
                Arguments.of("unknown step", ROUTE + "        - sendTo: log:a\n", 7, "sendTo"),
                Arguments.of("unknown option", ROUTE + "        - log:\n            text: a\n", 8, "text"),
                Arguments.of("unknown bean", ROUTE + "        - bean:\n            ref: dedupe\n", 7, "dedupe"),
                Arguments.of("unknown component", ROUTE + "        - to:\n            uri: ftp:a\n", 7, "ftp"),
                Arguments.of(
                        "unknown option of an endpoint",
                        ROUTE
                                + "        - to:\n            uri: jdbc:dataSource\n            parameters:\n              fast: true\n",
                        7,
                        "fast"),
                Arguments.of(
                        "wrong expression within a step",
                        ROUTE
                                + "        - filter:\n            simple: ${body}\n            steps:\n              - setBody:\n                  simple: ${nothing}\n",
                        10,
                        "nothing"),
                Arguments.of(
                        "id of a feed's route",
                        ROUTE.replace("added", "ingest-a") + "        - log: a\n",
                        2,
                        "ingest-a"),
                Arguments.of(
                        "packaged route under another name",
                        ROUTE.replace("id: added", "id: load") + "        - log: a\n",
                        2,
                        "the route id load is also in packaged load.camel.yaml, line 4"),
                Arguments.of(
                        "endpoint that no route begins with",
                        ROUTE + "        - to:\n            uri: direct:nowhere\n",
                        8,
                        "no route begins with direct:nowhere"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidFiles")
    void anInvalidFileStopsTheStartWithOneLine(String name, String yaml, int line, String reason, CapturedOutput output)
            throws IOException {
        Path file = Files.writeString(folder.resolve("added.camel.yaml"), yaml);

        assertThat(line(output, folder))
                .startsWith("Recua cannot start: " + file + ", line " + line + ": ")
                .contains(reason);
    }

    @Test
    void aFileThatReplacesAPackagedOneMustHoldItsRoutesAndTemplates(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("load.camel.yaml"), ROUTE + "        - log: a\n");

        assertThat(line(output, folder))
                .contains("ingest.camel.yaml, line ")
                .contains("no route begins with direct:load");

        Files.delete(folder.resolve("load.camel.yaml"));
        Files.writeString(folder.resolve("ingest.camel.yaml"), ROUTE + "        - log: a\n");

        assertThat(line(output, folder)).contains("no file has the route templates [ingest]");
    }

    @Test
    void aFolderThatIsNotThereStopsTheStart(CapturedOutput output) {
        assertThat(line(output, folder.resolve("overrides")))
                .contains("recua.routes-override: there is no folder " + folder.resolve("overrides"));
    }

    @Test
    void aFileThatWouldNotBeReadStopsTheStart(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("load.yaml"), ROUTE);

        assertThat(line(output, folder))
                .contains("load.yaml is not read, because its name does not end in .camel.yaml");
    }
}
