package io.recua.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.FeedProperties;
import io.recua.config.SettingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileUrlResource;
import org.springframework.mock.env.MockEnvironment;

/** The settings of a feed on its page. */
class FeedSettingsTest {

    /** All settings that have no default. */
    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("url", "https://example.org/genes.csv"),
            Map.entry("request.body", "s3cret"),
            Map.entry("request.content-type", "application/json"),
            Map.entry("request.headers.x-key", "s3cret"),
            Map.entry("request.basic.username", "s3cret"),
            Map.entry("request.basic.password", "s3cret"),
            Map.entry("request.bearer", "s3cret"),
            Map.entry("request.allowed-hosts", "files.example.org"),
            Map.entry("request.allowed-addresses", "10.0.0.0/8"),
            Map.entry("schedule", "0 0 5 ? * MON"),
            Map.entry("fresh-for", "8d"),
            Map.entry("table", "genes"),
            Map.entry("key", "symbol"),
            Map.entry("timestamp-column", "loaded_at"),
            Map.entry("deleted-column", "deleted_at"),
            Map.entry("max-rejected", "5%"),
            Map.entry("expect.min-rows", "1"),
            Map.entry("expect.max-rows", "9"),
            Map.entry("expect.min-of-last", "50%"),
            Map.entry("expect.columns", "symbol"),
            Map.entry("expect.max-rejected", "1%"),
            Map.entry("csv.escape", "\\"),
            Map.entry("csv.comment", "#"),
            Map.entry("csv.max-unpacked", "1536MB"),
            Map.entry("columns.length.from", "LEN"));

    @Test
    void eachSettingOfAFeedIsShown() {
        Map<String, String> shown = shown(ALL);

        List<String> settings = SettingNames.all()
                .filter(name -> name.startsWith("recua.feeds.<name>."))
                .map(name -> name.replace("recua.feeds.<name>.", ""))
                .toList();

        assertThat(settings).hasSizeGreaterThan(40);
        assertThat(settings.stream()
                        .filter(name -> shown.keySet().stream().noneMatch(each -> (name + ".").startsWith(each + "."))))
                .as("settings that the page does not show")
                .isEmpty();
    }

    @Test
    void sizesAreShownAsTheyAreWrittenAndSecretsAreNot() {
        assertThat(shown(ALL)).containsEntry("csv.max-record", "16MB").containsEntry("csv.max-unpacked", "1536MB");
        assertThat(shown(ALL).values()).noneMatch(value -> value.contains("s3cret"));
    }

    @Test
    void aDefaultThatDependsOnSomethingIsShown() {
        Map<String, String> shown = shown(Map.of("url", "https://example.org/genes.csv", "table", "genes"));

        assertThat(shown)
                .containsEntry("enabled", "true")
                .containsEntry("fresh-for", "one slot and a half of the schedule")
                .containsEntry("max-rejected", "10%, and ten rows")
                .containsEntry("csv.max-unpacked", "100 times the packed size, at least 1GB")
                .doesNotContainKeys("timestamp-column", "expect.min-rows");
    }

    @Test
    void theOriginOfASettingIsItsFileAndLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("application.yaml"), "recua:\n  feeds:\n    genes:\n      table: genes\n");
        MockEnvironment environment = new MockEnvironment();
        new YamlPropertySourceLoader()
                .load("file", new FileUrlResource(file.toString()))
                .forEach(environment.getPropertySources()::addLast);
        SettingOrigins origins = new SettingOrigins(environment);

        assertThat(origins.of("recua.feeds.genes.table")).isEqualTo(file + ", line 4");
        assertThat(origins.of("recua.feeds.genes.key")).isEqualTo("default");
    }

    private static Map<String, String> shown(Map<String, String> written) {
        FeedProperties feed = new Binder(new MapConfigurationPropertySource(written))
                .bind("", FeedProperties.class)
                .get();
        Map<String, String> shown = new TreeMap<>();
        FeedSettings.of("genes", feed, new SettingOrigins(new MockEnvironment()))
                .forEach(setting -> shown.put(setting.name(), setting.value()));
        return shown;
    }
}
