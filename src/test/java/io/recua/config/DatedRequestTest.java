package io.recua.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The dates in the address and the body of a request, and the settings of the body. */
class DatedRequestTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            https://h/{yyyy-MM-dd}.csv -> https://h/2026-03-01.csv
            https://h/{yyyy}/{M}/{d}.csv?x=%7B{HHmm}%7D -> https://h/2026/3/1.csv?x=%7B0030%7D
            https://h/{yyyy-MM-dd -1d}/{yyyy -3M}/{yyyyMMddHH -1h} -> https://h/2026-02-28/2025/2026022823
            https://h/{yyyy-MM-dd +31d}.csv -> https://h/2026-04-01.csv
            https://h/{YYYY-'W'ww}.csv -> https://h/2026-W09.csv
            https://h/{dd-MMM-yyyy}/{EEEE}.csv -> https://h/01-Mar-2026/Sunday.csv
            https://h/{yyyy/MM/dd'T'HH:mm:ss'Z'}.csv -> https://h/2026/03/01T00:30:00Z.csv
            https://h/rows.csv -> https://h/rows.csv
            """)
    void theDatesAreThoseOfTheSlotInTheFeedsTimeZone(String url, String address) {
        FeedProperties feed = feed("url", url);

        assertThat(feed.address(Instant.parse("2026-02-28T23:30:00Z"))).hasToString(address);
        assertThat(feed.isDated()).isEqualTo(url.contains("{"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            https://h/{yyyy-mm-dd}.csv -> has a date with m, the minute, but without H, the hour; write MM for the month
            https://h/{yyyy-MM-DD}.csv -> has a date with D, the day of the year; write dd for the day of the month
            https://h/{YYYY-MM-dd}.csv -> has a date with Y, the year of a week
            https://h/{MMMMMM}.csv -> "{MMMMMM}" is not a date pattern; write one such as {yyyy-MM-dd}
            https://h/{date}.csv -> has "{date}", which is not a date pattern
            https://h/{yyyy-MM-dd-1d}.csv -> has "{yyyy-MM-dd-1d}", which is not a date pattern
            https://h/{yyyy-MM-dd -1w}.csv -> has "{yyyy-MM-dd -1w}", which is not a date pattern
            https://h/a.csv?{yyyy -> has "{yyyy", which is not a date pattern
            https://h/{} -> has "{}", which is not a date pattern
            https://{yyyy}.example.org/a.csv -> has a date before the path
            https://h{yyyy}/a.csv -> has a date before the path
            https://{yyyy -> has a date before the path
            https://me:{yyyy}@h/a.csv -> has a date before the path
            https://h/{yyyy}}.csv -> is not an http(s) address
            """)
    void anAddressWithAWrongDateIsRefused(String url, String reason) {
        assertThatThrownBy(() -> feed("url", url))
                .hasRootCauseInstanceOf(SettingException.class)
                .rootCause()
                .hasMessageStartingWith("recua.feeds.a.url: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            {"d":"{yyyy-MM-dd}","x":{"y":[{}]}} -> {"d":"2026-03-01","x":{"y":[{}]}}
            query { rows(day: "{dd}") { id name } } -> query { rows(day: "01") { id name } }
            from={yyyyMMdd -1d}&to={yyyyMMdd} -> from=20260228&to=20260301
            """)
    void bracesOfABodyThatHoldNoDateStay(String body, String sent) {
        FeedProperties feed = feed("request.method", "POST", "request.body", body, "request.content-type", "a/b; c=d");

        assertThat(feed.body(Instant.parse("2026-02-28T23:30:00Z"))).hasValue(sent);
        assertThat(feed.isDated()).isTrue();
        assertThat(feed.toString()).doesNotContain(body);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
            body=x -> request.body: is sent with method POST only; remove it, or write method: POST
            content-type=a/b -> request.content-type: is the type of the body, but there is none
            method=POST|body=x -> request.content-type: is missing; write the media type of the body
            method=POST|body=x|content-type=json -> request.content-type: is not a media type
            method=POST|body=x|content-type=a/b;charset=c -> request.content-type: is not a media type
            method=POST|body=x|content-type=a/* -> request.content-type: is not a media type
            method=POST|body=x|content-type=a/b|headers.content-type=c/d -> request.content-type: is also in headers
            method=POST|body={yyyy-mm-dd}|content-type=a/b -> request.body: has a date with m, the minute
            """)
    void aWrongBodyIsRefused(String request, String reason) {
        String[] settings = Stream.of(request.split("\\|"))
                .flatMap(setting -> Stream.of("request." + setting.split("=", 2)[0], setting.split("=", 2)[1]))
                .toArray(String[]::new);

        assertThatThrownBy(() -> feed(settings))
                .hasRootCauseInstanceOf(SettingException.class)
                .rootCause()
                .hasMessageContaining("recua.feeds.a." + reason);
    }

    private static FeedProperties feed(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "recua.bucket", "b",
                "recua.feeds.a.url", "https://h/a.csv",
                "recua.feeds.a.schedule", "0 0 5 ? * MON",
                "recua.feeds.a.time-zone", "Europe/Madrid",
                "recua.feeds.a.table", "a",
                "recua.feeds.a.key", "id"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("recua.feeds.a." + settings[i], settings[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(all))
                .bind("recua", RecuaProperties.class)
                .get()
                .feed("a");
    }
}
