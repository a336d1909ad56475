package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The advisories in the docs are those of the versions in use: a changed version fails here until its row is examined again. */
class AdvisoriesTest {

    private static final Path TABLE = Path.of("docs/adr/0016-names-are-data.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z0-9-]+) \\| (\\d[\\w.]*) \\|");

    @Test
    void theTableNamesTheVersionsOnTheClassPath() throws IOException {
        List<String> jars = ROW.matcher(Files.readString(TABLE))
                .results()
                .map(AdvisoriesTest::jar)
                .toList();

        assertThat(jars).hasSizeGreaterThanOrEqualTo(10);
        assertThat(classPath()).containsAll(jars);
    }

    private static String jar(MatchResult row) {
        return row.group(1) + "-" + row.group(2) + ".jar";
    }

    private static List<String> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).getFileName())
                .map(String::valueOf)
                .toList();
    }
}
