package io.recua.config;

import static io.recua.config.SettingException.require;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import org.quartz.CronExpression;

/**
 * Checks where and when a feed fetches its CSV.
 *
 * @param prefix the prefix of the feed's settings, for error messages
 */
record SourceCheck(FeedProperties feed, String prefix) {

    /** @throws SettingException if a setting is missing or invalid */
    void check() {
        require(feed.url() != null, prefix + ".url", "is missing; write the http(s) address of the CSV");
        checkDates(feed.url(), prefix + ".url");
        require(
                isHttp(new DatedText(feed.url()).at(ZonedDateTime.now(feed.timeZone()))),
                prefix + ".url",
                "is not an http(s) address; write one such as https://example.org/rows.csv");
        require(
                feed.address(Instant.EPOCH).getRawUserInfo() == null,
                prefix + ".url",
                "holds a user, which would be logged; write request.basic.username and .password instead");
        feed.request().check(prefix + ".request");
        checkSchedule(feed.schedule(), prefix + ".schedule");
        require(
                feed.freshFor() == null || feed.freshFor().toMillis() > 0,
                prefix + ".fresh-for",
                "write a duration above zero, such as 8d");
    }

    private void checkDates(String url, String setting) {
        new DatedText(url).check(setting);
        int brace = url.indexOf('{');
        require(
                brace < 0 || url.substring(0, brace).matches("[^/?#]+://[^/?#]+[/?].*"),
                setting,
                "has a date before the path; write dates in path and query only");
        String braces =
                new DatedText(url).at(ZonedDateTime.now(feed.timeZone())).replaceFirst("[^{]*(\\{[^}]*}?)?.*", "$1");
        require(
                braces.isEmpty(),
                setting,
                "has \"" + braces + "\", which is not a date pattern; write one such as {yyyy-MM-dd}");
    }

    /** Parses the URL here, because Spring's conversion to a URI would encode each percent sign as %25. */
    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void checkSchedule(String schedule, String setting) {
        require(schedule != null, setting, "is missing; write a Quartz cron expression such as \"0 0 5 ? * MON\"");
        require(
                CronExpression.isValidExpression(schedule),
                setting,
                "\"" + schedule + "\" is not a Quartz cron expression; write one such as \"0 0 5 ? * MON\"");
        require(
                feed.cron().getNextValidTimeAfter(new Date()) != null,
                setting,
                "\"" + schedule + "\" never fires again; write one that does, such as \"0 0 5 ? * MON\"");
    }
}
