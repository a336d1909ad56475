package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.recua.testing.Shell;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the tutorials as a reader does: each command of a page in a shell, in order, in an empty folder. What the page
 * shows below a command must be what the command prints.
 *
 * <p>Differences from the pages: the ports are free ones, the feed is due every 20 seconds, and {@code mvn} is a script
 * that starts the main class of {@code spring-boot:test-run} with the page's arguments.
 */
class FirstFeedDocsTest {

    /** Lines that are indented by four blanks, with the empty lines between them. */
    private static final Pattern BLOCK = Pattern.compile("(?m)^ {4}\\S.*\n(?:(?: {4}.*)?\n)*");

    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<'(\\w+)'");

    private static final String PROMPT = "$ ";

    /** The beginning of a log line on the page: time, level, process and class are left out. */
    private static final String LOG = "… ";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private Shell shell;

    /** A command of the page, and the lines that it shows below; no command if the one before it prints more. */
    private record Step(String command, List<String> output) {

        /** A server prints as long as it runs. */
        boolean isServer() {
            return command.endsWith("&") || output.stream().anyMatch(line -> line.startsWith(LOG));
        }
    }

    @BeforeEach
    void openShell() throws IOException {
        assumeTrue(
                Shell.has("bash", "sed", "curl", "python3", "iconv", "tr"), "the tutorials' tools are not installed");
        shell = new Shell(folder);
        shell.script(
                "mvn",
                """
                #!/bin/bash
                [ "$1 $2 $3" = "-B -q spring-boot:test-run" ] || exit 64
                exec "%s" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Drecua.sample="%s" \\
                    io.recua.TestRecuaApplication ${4#-Dspring-boot.run.arguments=}
                """
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                Path.of("src/test/resources/sample/nuevas_filas.csv.gz")
                                        .toAbsolutePath()));
        for (String port : List.of("9000", "8080", "8081")) {
            shell.replace(port, freePort());
        }
        shell.replace("0 * * * * ?", "0/20 * * * * ?");
        // Commands print in the charset of the terminal.
        shell.set("LC_ALL", "C.UTF-8");
        shell.set("SERVER_PORT", "8080");
        shell.set("MANAGEMENT_SERVER_PORT", "8081");
    }

    @AfterEach
    void closeShell() {
        if (shell != null) {
            shell.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/first-feed.md", "docs/any-csv.md"})
    void eachCommandOfTheTutorialPrintsWhatThePageShows(String page) throws Exception {
        List<Step> steps = steps(Files.readString(Path.of(page)));

        assertThat(steps).hasSizeGreaterThan(10);
        for (Step step : steps) {
            if (step.command().isEmpty()) {
                awaitLines(step.output());
            } else if (step.command().startsWith("rm ")) {
                shell.stopServers();
                assertThat(shell.run(step.command())).isEmpty();
            } else if (step.isServer()) {
                shell.start(step.command());
                awaitLines(step.output());
            } else {
                assertThat(masked(shell.run(step.command())))
                        .as(step.command())
                        .isEqualTo(masked(String.join("\n", step.output())));
            }
        }
        assertThat(shell.files()).isEmpty();
    }

    /** Waits until the servers have printed these lines, in this order, below those that were awaited before. */
    private void awaitLines(List<String> lines) {
        for (String line : lines) {
            String expected = masked(line);
            await(line)
                    .atMost(PATIENCE)
                    .until(() -> shell.skipTo(printed -> line.startsWith(LOG)
                            ? masked(printed).endsWith(" : " + expected.substring(LOG.length()))
                            : masked(printed).equals(expected)));
        }
    }

    /** Replaces what differs from one run to the next: instants, durations, and the line breaks of a CSV. */
    private static String masked(String text) {
        return text.strip()
                .replace("\r\n", "\n")
                .replaceAll("(?m)^\\s*\n", "")
                .replaceAll("\\d{8}T\\d{6}\\.\\d{3}Z", "<instant>")
                .replaceAll("(?m) in \\d+\\.\\d s(:|$)", " in <seconds> s$1");
    }

    private static List<Step> steps(String page) {
        return BLOCK.matcher(page)
                .results()
                .flatMap(block ->
                        steps(block.group()
                                        .lines()
                                        .map(line -> line.replaceFirst("^ {4}", ""))
                                        .toList())
                                .stream())
                .toList();
    }

    private static List<Step> steps(List<String> block) {
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < block.size(); ) {
            int output = endOfCommand(block, at);
            int end = output;
            while (end < block.size() && !block.get(end).startsWith(PROMPT)) {
                end++;
            }
            String command = String.join("\n", block.subList(at, output));
            List<String> shown = block.subList(output, end).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            steps.add(new Step(output == at ? "" : command.substring(PROMPT.length()), shown));
            at = end;
        }
        return steps;
    }

    /** A command continues below a backslash and a pipe, and to the end of its here-document. */
    private static int endOfCommand(List<String> block, int from) {
        if (!block.get(from).startsWith(PROMPT)) {
            return from;
        }
        int last = from;
        while (block.get(last).matches(".*[\\\\|]")) {
            last++;
        }
        Matcher document = HERE_DOCUMENT.matcher(block.get(last));
        if (document.find()) {
            last += block.subList(last, block.size()).indexOf(document.group(1));
        }
        return last + 1;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
