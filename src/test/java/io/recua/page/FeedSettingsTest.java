package io.recua.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.FeedProperties;
import io.recua.config.SettingNames;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** The settings of a feed on its page. */
class FeedSettingsTest {

    /** The settings that have no default. */
    private static final Map<String, String> WITHOUT_DEFAULT = Map.ofEntries(
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
        Map<String, String> shown = shown();

        List<String> settings = SettingNames.all()
                .filter(name -> name.startsWith("recua.feeds.<name>."))
                .map(name -> name.replace("recua.feeds.<name>.", ""))
                // A feed that has a page is enabled.
                .filter(Predicate.not("enabled"::equals))
                .toList();

        assertThat(settings).hasSizeGreaterThan(40);
        assertThat(settings.stream()
                        .filter(name -> shown.keySet().stream().noneMatch(each -> (name + ".").startsWith(each + "."))))
                .as("settings that the page does not show")
                .isEmpty();
    }

    @Test
    void sizesAreShownAsTheyAreWrittenAndSecretsAreNot() {
        assertThat(shown()).containsEntry("csv.max-record", "16MB").containsEntry("csv.max-unpacked", "1536MB");
        assertThat(shown().values()).noneMatch(value -> value.contains("s3cret"));
    }

    private static Map<String, String> shown() {
        FeedProperties feed = new Binder(new MapConfigurationPropertySource(WITHOUT_DEFAULT))
                .bind("", FeedProperties.class)
                .get();
        Map<String, String> shown = new TreeMap<>();
        FeedSettings.of("genes", feed, new SettingOrigins(new MockEnvironment()))
                .forEach(setting -> shown.put(setting.name(), setting.value()));
        return shown;
    }
}
