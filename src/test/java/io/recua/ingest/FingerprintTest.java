package io.recua.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.FeedProperties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.info.BuildProperties;

/** A load goes on from its checkpoint only under what it was begun with. */
class FingerprintTest {

    private static final long PACKET = 64 << 20;

    private static final Map<String, String> SETTINGS = Map.of(
            "feed.url", "https://example.org/a.csv",
            "feed.schedule", "0 0 5 ? * MON",
            "feed.table", "t",
            "feed.key", "id,sample",
            "feed.timestamp-column", "loaded_at");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "csv.charset | ISO-8859-1",
                "csv.delimiter | ;",
                "csv.quote | '",
                "csv.compression | gzip",
                "key | id",
                "on-duplicate | first",
                "timestamp-column | other",
                "time-zone | Europe/Madrid",
                "max-rejected | 5%"
            })
    void aSettingThatDecidesWhichRowsAreWrittenMakesAnother(String setting, String value) {
        assertThat(fingerprint(Map.of("feed." + setting, value), "table", "routes"))
                .isNotEqualTo(fingerprint(Map.of(), "table", "routes"));
    }

    @Test
    void theTableTheRouteFilesAndTheLimitOfTheServerMakeAnother() {
        byte[] before = fingerprint(Map.of(), "table", "routes");

        assertThat(fingerprint(Map.of(), "wider table", "routes")).isNotEqualTo(before);
        assertThat(fingerprint(Map.of(), "table", "other routes")).isNotEqualTo(before);
        assertThat(fingerprint(Map.of(), "table", "routes", 2 * PACKET)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key | SAMPLE,ID",
                "url | https://example.org/b.csv",
                "schedule | 0 0 6 ? * MON",
                "catch-up | false"
            })
    void aSettingThatShapesNoRowKeepsIt(String setting, String value) {
        assertThat(fingerprint(Map.of("feed." + setting, value), "table", "routes"))
                .isEqualTo(fingerprint(Map.of(), "table", "routes"));
    }

    private static byte[] fingerprint(Map<String, String> changes, String table, String routes) {
        return fingerprint(changes, table, routes, PACKET);
    }

    private static byte[] fingerprint(Map<String, String> changes, String table, String routes, long packet) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(changes);
        FeedProperties feed = new Binder(
                        List.of(new MapConfigurationPropertySource(settings)),
                        null,
                        ApplicationConversionService.getSharedInstance(),
                        null)
                .bind("feed", FeedProperties.class)
                .get();
        return new Fingerprint(() -> routes, new StaticListableBeanFactory().getBeanProvider(BuildProperties.class))
                .of(feed, table, packet);
    }
}
