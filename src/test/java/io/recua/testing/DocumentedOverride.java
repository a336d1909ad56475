package io.recua.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An override as {@code docs/routes.md} tells it: files to add, and diffs to apply to the packaged ones. */
public final class DocumentedOverride {

    private static final Pattern FILE =
            Pattern.compile("(?:In|Added,) `(.+?)`:\n\n```(diff|yaml)\n(.*?)```", Pattern.DOTALL);

    private DocumentedOverride() {}

    /** Writes the files of the override under a heading into a folder. */
    public static Path write(String heading, Path folder) throws IOException {
        String docs = Files.readString(Path.of("docs/routes.md"));
        int start = docs.indexOf("\n### " + heading + "\n");
        assertThat(start).as(heading).isPositive();
        int end = docs.indexOf("\n#", start + 5);
        for (MatchResult file :
                FILE.matcher(docs.substring(start, end)).results().toList()) {
            String name = file.group(1);
            String content = file.group(2).equals("diff")
                    ? patched(Files.readString(Path.of("routes", name)), file.group(3))
                    : file.group(3);
            Files.writeString(folder.resolve(name), content);
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
