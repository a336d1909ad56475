package io.recua.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * What to do about a refused object, from the table of {@code docs/errors.md}, which is in the jar: so it is written in one
 * place. A message there quotes the code, with {@code …} for each part that differs.
 */
@Component
class Remedies {

    private static final String PAGE = "docs/errors.md";

    private static final Pattern SECTION = Pattern.compile("(?ms)^## An object that is refused$(.*?)(?=^## |\\z)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*`) \\| (.*?) \\| (.*) \\|$");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");

    private final List<Remedy> remedies = read();

    private record Remedy(List<Pattern> messages, String text) {

        boolean isFor(String error) {
            return messages.stream().anyMatch(message -> message.matcher(error).find());
        }
    }

    /** Returns what to do as HTML, in the order of the table; empty if the table does not have the error. */
    List<String> of(String error) {
        return remedies.stream()
                .filter(remedy -> remedy.isFor(error))
                .map(Remedy::text)
                .distinct()
                .toList();
    }

    private static List<Remedy> read() {
        List<Remedy> found = new ArrayList<>();
        Matcher section = SECTION.matcher(page());
        String before = "";
        for (MatchResult row : section.results()
                .flatMap(text -> ROW.matcher(text.group(1)).results())
                .toList()) {
            before = html(row.group(3), before);
            found.add(new Remedy(
                    QUOTED.matcher(row.group(1))
                            .results()
                            .map(message -> pattern(message.group(1)))
                            .toList(),
                    before));
        }
        return found;
    }

    /**
     * Returns the words with {@code code} as HTML and without the addresses of links, which lead to other pages of the docs;
     * "the same" refers to the row before, "do so" to the message.
     */
    private static String html(String remedy, String before) {
        String words = QUOTED.matcher(HtmlUtils.htmlEscape(LINK.matcher(remedy).replaceAll("$1")))
                .replaceAll("<code>$1</code>");
        return words.replaceFirst("^the same\\b", Matcher.quoteReplacement(before))
                .replaceFirst("^do so\\b", "do what the message says");
    }

    private static Pattern pattern(String message) {
        return Pattern.compile(
                Stream.of(message.split("…"))
                        .map(String::strip)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    private static String page() {
        try {
            return new ClassPathResource(PAGE).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
