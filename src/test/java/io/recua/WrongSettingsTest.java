package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.RecuaProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is said of a missing or wrong setting. {@link StartTest} shows that the start says it. */
class WrongSettingsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "recua.bucket", "bucket",
            "recua.feeds.genes.url", "https://example.org/genes.csv",
            "recua.feeds.genes.schedule", "0 0 5 ? * MON",
            "recua.feeds.genes.table", "genes",
            "recua.feeds.genes.key", "id",
            "recua.feeds.genes.timestamp-column", "fecha");

    @EnableConfigurationProperties(RecuaProperties.class)
    static class Properties {}

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            nullValues = "none",
            quoteCharacter = '`',
            value = {
                "recua.feeds.genes.url, https://example.org/{YYYY-MM-dd}.csv, `has a date with Y, the year of a week`",
                "recua.feeds.genes.request.method, PUT, write get or post",
                "recua.feeds.genes.request.accept-html, maybe, write true or false",
                "recua.feeds.genes.url, ftp://example.org/a.csv, is not an http(s) address; write one such as https://",
                "recua.feeds.genes.url, https://me:secret@example.org/a.csv, holds a user",
                "recua.feeds.genes.request.headers.Host, example.org, is set by Recua; remove it",
                "recua.feeds.genes.request.headers.X-Key, `aé`, is not a valid header value; write printable ASCII",
                "recua.feeds.genes.request.bearer, Bearer abc, is not a token; write it without Bearer",
                "recua.feeds.genes.request.basic.username, `a:b`, must not contain a colon",
                "recua.feeds.genes.request.allowed-hosts, https://a.example.org/, is not a host; write names such as",
                "recua.feeds.genes.request.allowed-addresses, intern, an address or a network such as 10.0.0.0/8",
                "recua.feeds.genes.request.allowed-addresses, nas, an address or a network such as 10.0.0.0/8",
                "recua.feeds.genes.request.allowed-addresses, localhost, an address or a network such as 10.0.0.0/8",
                "recua.feeds.genes.request.allowed-addresses, 256.1.1.1, an address or a network such as 10.0.0.0/8",
                "recua.feeds.genes.request.allowed-addresses, 10.0.0.0/33, an address or a network such as 10.0.0.0/8",
                "recua.feeds.genes.schedule, none, is missing; write a Quartz cron expression such as",
                "recua.feeds.genes.schedule, every Monday, `is not a Quartz cron expression; write one such as \"0 0 5 ? * MON\"`",
                "recua.feeds.genes.schedule, 0 0 5 1 1 ? 2020, `\"0 0 5 1 1 ? 2020\" never fires again; write one that does`",
                "recua.feeds.genes.schedule, 0 0 5 30 2 ?, `\"0 0 5 30 2 ?\" never fires again; write one that does`",
                "recua.retention, 1h, `write a duration of one day or more, such as 400d`",
                "recua.pause.schedule, every night, `is not a Quartz cron expression; write one such as \"0 0 2 ? * SUN\"`",
                "recua.pause.duration, 2h, `write the length of the window, such as 2h, if there is a schedule`",
                "recua.feeds.genes.fresh-for, 0s, `write a duration above zero, such as 8d`",
                "recua.notify.webhook.url, hooks.example.org, is not an http(s) address; write the one",
                "recua.notify.page-url, recua.example.org, is not an http(s) address; write the address of the page",
                "recua.notify.fetch-failures, 0, `write a number above zero, such as 3`",
                "recua.notify.events, failed, write refused or guard-not-met or rejected or fetch-failed or overdue or paused or recovered",
                "recua.notify.paused-longer-than, 0s, `write a duration above zero, such as 24h`",
                "recua.notify.sns.topic, recua, is not the ARN of a topic; write one such as arn:aws:sns:eu-west-1:123456789012:recua",
                "recua.notify.mail.from, recua@example.org, `recua.notify.mail.host: is missing; write the name of the SMTP server`",
                "recua.feeds.genes.table, none, is missing; write the name of the target table",
                "recua.feeds.genes.key, none, is missing; write the columns that identify a row",
                "recua.feeds.genes.key, `id,ID`, names column ID twice",
                "recua.feeds.genes.timestamp-column, id, is a column of the key",
                "recua.feeds.genes.time-zone, Mars/Olympus, write a time zone such as UTC",
                "recua.feeds.genes.on-duplicate, last, write newest or first",
                "recua.feeds.genes.max-rejected, 110%, write a percentage from 0% to 100%",
                "recua.feeds.genes.max-rejected, some, write a percentage such as 10%",
                "recua.feeds.genes.csv.charset, UTF-99, write a charset such as UTF-8",
                "recua.feeds.genes.csv.quote, `,`, csv.quote and csv.delimiter must differ",
                "recua.feeds.genes.csv.escape, `\"`, csv.escape must differ from csv.delimiter and csv.quote",
                "recua.feeds.genes.csv.skip-lines, -1, csv.skip-lines must be 0 or the number of lines",
                "recua.feeds.genes.csv.comment, `é`, csv.comment must be the first characters of a comment line",
                "recua.feeds.genes.enabled, false, has no enabled feed; write at least one",
                "recua.feeds.genes.csv.max-unpacked, 0B, csv.max-unpacked must be a size above zero",
                "recua.fetch.max-size, 0B, write a size above zero",
                "recua.fetch.max-size, much, write a size such as 10GB",
                "recua.poll-interval, 0s, write a duration above zero",
                "recua.trigger, push, write poll or sqs",
                "recua.trigger, sqs, `recua.queue: is missing; with recua.trigger sqs, write the name, URL or ARN`",
                "recua.sweep-interval, 0s, write a duration above zero",
                "recua.load.lease, 1s, write a duration of 3s or more",
                "recua.load.batch-rows, 0, write a number from 1 to 1000000",
                "recua.load.batch-rows, many, write a whole number",
                "recua.load.batchsize, 5, there is no such setting; did you mean recua.load.batch-rows?",
                "recua.polling, 5, `there is no such setting; correct its name, see docs/settings.md`",
                "recua.feeds.genes.mode, replace, write upsert or snapshot or append",
                "recua.feeds.genes.deleted-column, gone, is used with mode snapshot only",
                "recua.feeds.genes.unknown-columns, keep, write ignore or warn or refuse",
                "recua.feeds.genes.expect.min-rows, -1, must be 0 or more",
                "recua.feeds.genes.expect.max-rows, -1, must not be less than min-rows",
                "recua.feeds.genes.expect.min-of-last, half, write a percentage such as 10%",
                "recua.feeds.genes.csv.header, `a,a`, `csv.header must be true, false, or a list of different names`",
                "recua.feeds.genes.csv.trim, perhaps, write true or false",
                "recua.feeds.genes.csv.max-record, 1B, csv.max-record must be a size from 64KB to 1GB",
                "recua.feeds.genes.columns.d.format, dd/bb, is not a pattern for whole dates or times",
                "recua.feeds.genes.csv.comment, `\"`, csv.comment must not begin with csv.quote",
                "recua.feeds.genes.columns.d.format, dd/MM/yyyy hh:mm, is not a pattern for whole dates or times",
                "recua.feeds.genes.columns.d.format, MM/yyyy HH:mm, is not a pattern for whole dates or times",
                "recua.feeds.genes.columns.d.format, dd/MM/yyyy HH:mm z, is not a pattern for whole dates or times",
                "recua.feeds.genes.columns.d.zone, Europe/Madrid, needs format",
                "recua.feeds.genes.columns.d.decimal, `,,`, must be one character",
                "recua.feeds.genes.columns.d.grouping, ., must be one character other than the decimal separator",
                "recua.feeds.genes.columns.d.value, {fiel}, `{fiel} is unknown; write a constant, or one of {file}`",
                "recua.feeds.genes.columns.fecha.value, x, is the timestamp column",
                "recua.users.ana.role, admin, `\"admin\" is invalid: write viewer or operator`",
                "recua.users.ana.password, {bcrypt}secret, is not a bcrypt hash; write {bcrypt} and then a hash",
                "recua.operator.password, {bcrypt}secret, is not a bcrypt hash; write {bcrypt} and then a hash",
                "recua.operator.username, `a:b`, write a name without a colon",
                "recua.users.ana, secret, `is a group of settings and has no value; write the settings of the group`",
                "recua.users, secret, `is a group of settings and has no value; write the settings of the group`",
            })
    void isNamedWithWhatToWrite(String setting, String value, String advice) {
        assertThat(message(value == null ? List.of(setting) : List.of(setting, value)))
                .contains(setting.replaceFirst("(?<=csv)\\..*|(?<=feeds)\\.genes\\.enabled|\\.(?=from|value$).*", ""))
                .contains(advice)
                .doesNotContain("secret");
    }

    @Test
    void aUserNeedsAPasswordAndARoleAndIsWrittenOnce() {
        String ana = "recua.users.ana.";
        String hash = "{bcrypt}$2y$10$" + "a".repeat(53);

        assertThat(message(List.of(ana + "password", "", ana + "role", "viewer")))
                .isEqualTo(ana + "password: is missing; write the user's password, plain or as {bcrypt} and its hash");
        assertThat(message(List.of(ana + "password", "x")))
                .isEqualTo(ana + "role: is missing; write viewer or operator");
        assertThat(message(List.of(
                        ana + "password",
                        hash,
                        ana + "role",
                        "viewer",
                        "recua.operator.username",
                        "ana",
                        "recua.operator.password",
                        "x")))
                .isEqualTo("recua.users.ana: is also the user of recua.operator; remove one of them");
    }

    @Test
    void settingsThatExcludeEachOtherAreNamed() {
        String feed = "recua.feeds.genes.";

        assertThat(message(List.of(feed + "mode", "append"))).contains("genes.key: is not used with mode append");
        assertThat(message(List.of(feed + "columns.d.true", "SI"))).contains("d: has only one of true and false");
        assertThat(message(List.of(feed + "columns.d.format", "dd/MM/yyyy", feed + "columns.d.decimal", ",")))
                .contains("is a date, a number or a boolean");
        assertThat(message(List.of(feed + "columns.d.value", "x", feed + "columns.d.from", "D")))
                .contains("is the same for all rows");
        assertThat(message(List.of(feed + "columns.d.true", "a,b", feed + "columns.d.false", "b")))
                .contains("has the same text in true and in false");
        assertThat(message(List.of(feed + "mode", "snapshot", feed + "on-duplicate", "first")))
                .contains("is used with mode upsert only");
        assertThat(message(List.of(feed + "mode", "snapshot", feed + "deleted-column", "FECHA")))
                .contains("must be a column that is not part of the key");
        assertThat(message(List.of(
                        feed + "mode",
                        "snapshot",
                        "recua.feeds.other.url",
                        "https://example.org/o.csv",
                        "recua.feeds.other.schedule",
                        "0 0 5 ? * MON",
                        "recua.feeds.other.table",
                        "GENES",
                        "recua.feeds.other.key",
                        "id")))
                .contains("feed other fills table genes too");
    }

    /** A setting alone is left out. */
    private static String message(List<String> changed) {
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        for (int i = 0; i < changed.size(); i += 2) {
            settings.remove(changed.get(i));
            if (i + 1 < changed.size()) {
                settings.put(changed.get(i), changed.get(i + 1));
            }
        }
        String[] message = new String[1];
        new ApplicationContextRunner()
                .withUserConfiguration(Properties.class)
                .withPropertyValues(settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new))
                .run(context -> message[0] = StartFailureReporter.message(context.getStartupFailure())
                        .orElseThrow());
        return message[0];
    }
}
