package io.recua.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is proposed for the name of a setting that does not exist. */
class SettingNamesTest {

    @ParameterizedTest
    @CsvSource({
        "recua.buckets, recua.bucket",
        "recua.bucket-name, recua.bucket",
        "recua.feed.genes.url, recua.feeds.genes.url",
        "recua.feeds.genes.uri, recua.feeds.genes.url",
        "recua.feeds.genes.tabel, recua.feeds.genes.table",
        "recua.feeds.genes.keys, recua.feeds.genes.key",
        "recua.feeds.genes.delimeter, recua.feeds.genes.csv.delimiter",
        "recua.feeds.genes.csv.quotes, recua.feeds.genes.csv.quote",
        "recua.feeds.genes.csv.encoding,",
        "recua.feeds.genes.timestamp, recua.feeds.genes.timestamp-column",
        "recua.feeds.genes.request.user, recua.feeds.genes.request.basic.username",
        "recua.load.batchsize, recua.load.batch-rows",
        "recua.db.pasword, recua.db.password",
        "recua.db.hots, recua.db.host",
        "recua.polling,",
    })
    void theSettingThatWasProbablyMeant(String written, String proposed) {
        assertThat(SettingNames.nearest(written)).isEqualTo(Optional.ofNullable(proposed));
    }
}
