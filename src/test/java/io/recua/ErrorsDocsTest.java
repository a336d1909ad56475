package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages that the page of the errors quotes are those of the code: a changed one fails here until the page follows. */
class ErrorsDocsTest {

    private static final Path PAGE = Path.of("docs/errors.md");

    /** What differs from one message to the next. */
    private static final String GAP = "…";

    /** A table whose first column is headed so quotes messages in it. */
    private static final Pattern TABLE = Pattern.compile("(?m)^\\| message \\|.*\n\\|[-|]+\n((?:\\|.*\n)+)");

    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (.*?) \\| ");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private static final Pattern JOINED_STRINGS = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void eachQuotedMessageIsInTheCode() throws IOException {
        String code = code();

        List<String> messages = messages();

        assertThat(messages).hasSizeGreaterThan(100);
        assertThat(messages).allMatch(message -> fixedParts(message).stream().anyMatch(part -> part.length() >= 5));
        assertThat(messages.stream()
                        .filter(message -> !fixedParts(message).stream().allMatch(code::contains)))
                .as("messages that the code does not have")
                .isEmpty();
    }

    private static List<String> messages() throws IOException {
        return TABLE.matcher(Files.readString(PAGE))
                .results()
                .flatMap(table -> FIRST_CELL.matcher(table.group(1)).results())
                .map(cell -> cell.group(1))
                .filter(cell -> cell.startsWith("`"))
                .flatMap(cell -> QUOTED.matcher(cell).results())
                .map(MatchResult::group)
                .map(quoted -> quoted.substring(1, quoted.length() - 1))
                .toList();
    }

    /** The blanks around a gap may belong to either side. */
    private static List<String> fixedParts(String message) {
        return Arrays.stream(message.split(GAP))
                .map(String::strip)
                .filter(part -> part.length() > 1)
                .toList();
    }

    /** All Java and YAML of the main code, each message in one piece. */
    private static String code() throws IOException {
        try (Stream<Path> main = Files.walk(Path.of("src/main"));
                Stream<Path> routes = Files.walk(Path.of("routes"))) {
            String code = Stream.concat(main, routes)
                    .filter(file -> file.toString().matches(".*\\.(java|yaml)"))
                    .map(ErrorsDocsTest::read)
                    .collect(Collectors.joining("\n"));
            return JOINED_STRINGS
                    .matcher(code)
                    .replaceAll("")
                    .replace("\\\"", "\"")
                    .replaceAll("\\s+", " ");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
