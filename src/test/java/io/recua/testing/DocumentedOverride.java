package io.recua.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An override of {@code docs/overrides}, whose differences from the packaged files {@code docs/routes.md} shows. */
public final class DocumentedOverride {

    private static final Path DOCS = Path.of("docs");

    /** A file that is added as a whole, or a packaged one with its differences. */
    private static final Pattern FILE =
            Pattern.compile("(?:In|Added,) \\[`(.+?)`]\\((.+?)\\):\n\n```(diff|yaml)\n(.*?)```", Pattern.DOTALL);

    private DocumentedOverride() {}

    /** Copies the files of the override under a heading into a folder. They must be what the page shows, and no more. */
    public static Path write(String heading, Path folder) throws IOException {
        String page = Files.readString(DOCS.resolve("routes.md"));
        int start = page.indexOf("\n### " + heading + "\n");
        assertThat(start).as(heading).isPositive();
        int end = page.indexOf("\n#", start + 5);
        List<MatchResult> shown =
                FILE.matcher(page.substring(start, end)).results().toList();
        assertThat(shown).as(heading).isNotEmpty();
        for (MatchResult file : shown) {
            String name = file.group(1);
            String content = file.group(3).equals("diff")
                    ? patched(Files.readString(Path.of("routes", name)), file.group(4))
                    : file.group(4);
            Path complete = DOCS.resolve(file.group(2));
            assertThat(complete).hasFileName(name).hasContent(content);
            Files.copy(complete, folder.resolve(name));
        }
        try (Stream<Path> files = Files.list(DOCS.resolve(shown.get(0).group(2)).getParent())) {
            assertThat(files).as(heading).hasSameSizeAs(shown);
        }
        return folder;
    }

    private static String patched(String packaged, String diff) {
        String patched = packaged;
        for (String hunk : diff.split("(?m)^@@\n")) {
            String before = side(hunk, '+');
            assertThat(packaged.split(Pattern.quote(before), -1)).as(before).hasSize(2);
            patched = patched.replace(before, side(hunk, '-'));
        }
        return patched;
    }

    private static String side(String hunk, char other) {
        return hunk.lines()
                .filter(line -> line.isEmpty() || line.charAt(0) != other)
                .map(line -> line.isEmpty() ? "" : line.substring(1))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
