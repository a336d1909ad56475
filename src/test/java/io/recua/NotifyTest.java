package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.HttpSource.Delivery;
import io.recua.testing.MailServer;
import io.recua.testing.RawSource;
import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.Scrape;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a receiver of messages about feeds is told. */
@ExtendWith(OutputCaptureExtension.class)
class NotifyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofMinutes(1);
    private static final String SECRET = "T0KEN-of-the-webhook";
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:recua";
    private static final Answer PUBLISHED = Answer.of(200)
            .header("Content-Type", "text/xml")
            .body("<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestBucket bucket = TestBucket.empty();
    private TestDatabase database;
    private HttpSource receiver;
    private HttpSource source;
    private HttpSource sns;

    @BeforeEach
    void start() {
        sns = HttpSource.start();
        sns.script(PUBLISHED);
        System.setProperty("aws.endpointUrlSns", sns.url("/"));
        receiver = HttpSource.start();
        receiver.script(Answer.of(200));
        source = HttpSource.start();
        database = TestDatabase.empty();
        List.of("a", "b").forEach(table -> database.jdbc()
                .sql("create table " + table + " (id int not null primary key, v varchar(20))")
                .update());
    }

    @AfterEach
    void stop() {
        receiver.close();
        source.close();
        sns.close();
        System.clearProperty("aws.endpointUrlSns");
    }

    private String[] settings(String... more) {
        Stream<String> feeds = Stream.of("a", "b")
                .flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id", "url=" + source.url("/rows.csv"))));
        return Stream.concat(feeds, Stream.of(more)).toArray(String[]::new);
    }

    private String[] withReceiver(String... more) {
        Stream<String> notify = Stream.of(
                "recua.notify.webhook.url=" + receiver.url("/hook/" + SECRET),
                "recua.notify.page-url=https://recua.example.org/",
                "recua.notify.interval=100ms",
                "recua.fetch.retries=0",
                "recua.load.lease=3s");
        return settings(Stream.concat(notify, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void aRefusedObjectIsToldOnceAndItsEndAlsoIfTheReceiverFailsTwice(CapturedOutput output) {
        receiver.script(Answer.of(500), Answer.of(500), Answer.of(200));
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            JsonNode refused = recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> outbox() == 0);
            recua.load("landing/a/2.csv", "v\nno key either\n");
            JsonNode loaded = recua.load("landing/a/3.csv", "id,v\n1,one\n2,two\n");
            await().atMost(PATIENCE).until(() -> told().size() == 4 && outbox() == 0);

            assertThat(told().subList(0, 3).stream().distinct()).hasSize(1);
            JsonNode first = told().get(0);
            assertThat(first.get("id").asText()).hasSize(36);
            assertThat(first.get("event").asText()).isEqualTo("refused");
            assertThat(first.get("feed").asText()).isEqualTo("a");
            assertThat(first.get("object").asText()).isEqualTo("landing/a/1.csv");
            assertThat(first.get("reason").asText())
                    .isEqualTo(refused.get("error").asText());
            assertThat(first.get("link").asText()).isEqualTo("https://recua.example.org/loads/" + refused.get("id"));
            JsonNode last = told().get(3);
            assertThat(last.get("event").asText()).isEqualTo("recovered");
            assertThat(last.get("ended").asText()).isEqualTo("refused");
            assertThat(last.get("load")).isEqualTo(loaded.get("id"));
            assertThat(last.get("read").asInt()).isEqualTo(2);
            assertThat(last.get("reason").asText())
                    .matches("an object was loaded; objects had been refused since 20.*Z");

            JsonNode dismissed = recua.load("landing/a/4.csv", "v\nno key\n");
            dismiss(dismissed, withReceiver());
            JsonNode silent = recua.load("landing/a/5.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 7 && outbox() == 0);
            assertThat(told().subList(4, 7))
                    .extracting(message -> message.get("event").asText())
                    .containsExactly("refused", "recovered", "refused");
            assertThat(told().get(5).get("reason").asText())
                    .startsWith("the refusal was dismissed by " + System.getProperty("user.name")
                            + ": a test; objects had been refused since 20");

            // A command on another machine does not know the receiver: the state stays for a process that does.
            dismiss(silent, settings());
            assertThat(states()).isOne();
            recua.load("landing/a/6.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE).until(() -> told().size() == 8 && outbox() == 0);
            assertThat(told().get(7).get("event").asText()).isEqualTo("recovered");
        }
        assertThat(states()).isZero();
        assertThat(output).contains("Told of feed a: refused").doesNotContain(SECRET);
    }

    private void dismiss(JsonNode load, String[] settings) {
        Stream<String> command = Stream.of("dismiss", load.get("id").asText(), "--reason", "a test");
        Stream<String> arguments = Stream.of(RunningRecua.arguments(bucket, database, settings));
        assertThat(CommandRun.of(Stream.concat(command, arguments).toArray(String[]::new))
                        .said())
                .isEqualTo("Dismissed the refusal of load " + load.get("id") + ".\n");
    }

    @Test
    void aMessageWhoseSenderIsKilledIsSentAgainWithTheSameIdByOneOfTheOthersAndOnlyByThatChannel() throws Exception {
        receiver.script(Answer.of(200).delivered(Delivery.SILENT));
        String topic = "recua.notify.sns.topic=" + TOPIC;
        try (RecuaProcess process = RecuaProcess.start(bucket, database, withReceiver(topic))) {
            bucket.put("landing/a/1.csv", "v\nno key\n");
            await().atMost(START).until(() -> !told().isEmpty() && outbox() == 1);
            process.kill();
        }
        String id = told().get(0).get("id").asText();
        receiver.script(Answer.of(200));

        try (RunningRecua one = RunningRecua.start(bucket, database, withReceiver(topic));
                RunningRecua two =
                        RunningRecua.start(bucket, database, withReceiver(topic, "camel.main.name=another"))) {
            await().atMost(PATIENCE).until(() -> outbox() == 0);
            one.load("landing/a/2.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE).until(() -> told().size() >= 2 && outbox() == 0);
            assertThat(two.jdbc()).isNotNull();
        }

        assertThat(told()).extracting(message -> message.get("event").asText()).containsExactly("refused", "recovered");
        assertThat(told().get(0).get("id").asText()).isEqualTo(id);
        assertThat(published()).extracting(message -> message.get("event")).containsExactly("refused", "recovered");
        assertThat(published().get(0).get("id")).isEqualTo(id);
    }

    @Test
    void aChannelThatIsDownHoldsBackNoOtherAndNoneGetsAMessageTwice(CapturedOutput output) throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.withConfiguration(GreenMailConfiguration.aConfig().withUser("recua", "pa55word"));
        server.start();
        String[] channels = {
            "recua.notify.sns.topic=" + TOPIC,
            "recua.notify.mail.host=127.0.0.1",
            "recua.notify.mail.port=" + server.getSmtp().getPort(),
            "recua.notify.mail.user=recua",
            "recua.notify.mail.password=pa55word",
            "recua.notify.mail.from=recua@example.org",
            "recua.notify.mail.to=ana@example.org,data@example.org"
        };
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver(channels))) {
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE)
                    .until(() -> told().size() == 1 && published().size() == 1 && outbox() == 1);
            recua.load("landing/a/2.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE)
                    .until(() -> told().size() == 2 && published().size() == 2 && outbox() == 2);
            await().atMost(PATIENCE).until(() -> output.getOut().contains("by mail; it stays in the outbox"));
        }
        assertThat(output).contains("STARTTLS is required but host does not support STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();

        database.jdbc().sql("update recua_outbox set due_at = created_at").update();
        String[] unencrypted = Stream.concat(Stream.of("recua.notify.mail.tls=off"), Stream.of(channels))
                .toArray(String[]::new);
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver(unencrypted))) {
            await().atMost(PATIENCE).until(() -> outbox() == 0);
            assertThat(recua.jdbc()).isNotNull();
        }
        MimeMessage[] mails = server.getReceivedMessages();
        server.stop();

        JsonNode refused = told().get(0);
        String id = refused.get("id").asText();
        assertThat(told()).hasSize(2);
        assertThat(published()).hasSize(2);
        assertThat(published().get(0))
                .containsEntry("TopicArn", TOPIC)
                .containsEntry("Subject", "Recua: feed a, refused")
                .containsEntry("id", id)
                .containsEntry("event", "refused")
                .containsEntry("feed", "a");
        assertThat(published().get(0).get("Message"))
                .startsWith("Feed a, refused: " + refused.get("reason").asText() + "\n\nObject:   landing/a/1.csv\n")
                .contains("\nPage:     https://recua.example.org/loads/")
                .endsWith("\nMessage:  " + id);
        assertThat(mails).hasSize(4);
        assertThat(mails[0].getSubject()).isEqualTo("Recua: feed a, refused");
        assertThat(mails[0].getMessageID()).isEqualTo("<" + id + "@example.org>");
        assertThat(mails[0].getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(mails[0].getContent().toString().replace("\r\n", "\n").strip())
                .isEqualTo(published().get(0).get("Message"));
        assertThat(mails[0].getRecipients(RecipientType.TO)).hasSize(2);
        assertThat(mails[3].getSubject()).isEqualTo("Recua: feed a, recovered");
        assertThat(output).doesNotContain("pa55word");
    }

    @Test
    void aMessageThatIsNotAcceptedWaitsAndThoseOfOtherFeedsDoNot(CapturedOutput output) {
        Answer refusal = Answer.of(403);
        receiver.script(refusal, refusal, refusal, refusal, Answer.of(200));
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 4);
            recua.load("landing/a/2.csv", "id,v\n1,one\n");
            recua.load("landing/b/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 5 && outbox() == 2);

            assertThat(told())
                    .extracting(message -> message.get("feed").asText())
                    .containsExactly("a", "a", "a", "a", "b");
            database.jdbc().sql("update recua_outbox set due_at = created_at").update();
            await().atMost(PATIENCE).until(() -> outbox() == 0);
        }
        assertThat(told().subList(5, told().size()))
                .extracting(message -> message.get("event").asText())
                .containsExactly("refused", "recovered");
        assertThat(told().get(5)).isEqualTo(told().get(0));
        assertThat(output).contains("the receiver answers 403").doesNotContain(SECRET);
    }

    @Test
    void messagesThatAreAWeekOldAreGivenUpWhenRefusedAndTheNextOneOfTheirFeedIsSent(CapturedOutput output) {
        Stream<Answer> refusals = Stream.generate(() -> Answer.of(403)).limit(8);
        receiver.script(Stream.concat(refusals, Stream.of(Answer.of(200))).toArray(Answer[]::new));
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            assertThat(lost(recua, "webhook")).isZero();
            put("webhook", "REFUSED", null, 8);
            put("webhook", "RECOVERED", "REFUSED", 8);
            put("webhook", "OVERDUE", null, 0);
            await().atMost(PATIENCE).until(() -> outbox() == 0);

            assertThat(lost(recua, "webhook")).isEqualTo(2);
        }
        assertThat(told())
                .extracting(message -> message.get("event").asText())
                .containsExactly(
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "recovered",
                        "recovered",
                        "recovered",
                        "recovered",
                        "overdue");
        assertThat(output).contains("by webhook; given up after a week: the receiver answers 403");
    }

    @Test
    void theMessagesOfANewerVersionStayAndHoldBackNoOther() {
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            put("webhook", "INVENTED_LATER", null, 0);
            put("webhook", "RECOVERED", "INVENTED_LATER", 0);
            put("pager", "REFUSED", null, 0);
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 1 && outbox() == 3);
        }
        assertThat(told().get(0).get("object").asText()).isEqualTo("landing/a/1.csv");
    }

    /** Writes a message of feed {@code a} to the outbox. */
    private void put(String channel, String event, String ended, int days) {
        database.jdbc()
                .sql(
                        "insert into recua_outbox (channel, message_id, feed, event, ended, reason, created_at, due_at)"
                                + " values (?, uuid(), 'a', ?, ?, 'a test', utc_timestamp(3) - interval ? day, utc_timestamp(3))")
                .params(Arrays.asList(channel, event, ended, days))
                .update();
    }

    private static double lost(RunningRecua recua, String channel) {
        return Scrape.of(recua).values().get("recua_messages_lost_total{channel=\"" + channel + "\",feed=\"a\"}");
    }

    private String[] withMail(MailServer mails, String... more) {
        Stream<String> settings = Stream.of(
                "recua.notify.mail.host=127.0.0.1",
                "recua.notify.mail.port=" + mails.port(),
                "recua.notify.mail.tls=off",
                "recua.notify.mail.from=recua@example.org",
                "recua.notify.mail.to=ana@example.org,data@example.org");
        return withReceiver(Stream.concat(settings, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void anAddressThatTheServerRefusesKeepsTheMailFromNoOther(CapturedOutput output) {
        try (MailServer mails = MailServer.start();
                RunningRecua recua = RunningRecua.start(bucket, database, withMail(mails))) {
            mails.answer("RCPT TO:<ana@example.org>", "550 5.1.1 no such user");
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> mails.asked(MailServer.END) == 1 && outbox() == 0);
            assertThat(lost(recua, "mail")).isOne();
            assertThat(output)
                    .containsOnlyOnce("by mail to ana@example.org; the other addresses have it, and it is not sent"
                            + " again: 550 5.1.1 no such user");

            mails.answer("RCPT TO:<data@example.org>", "452 4.2.2 mailbox full");
            recua.load("landing/a/2.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE)
                    .until(() -> output.getOut().contains("by mail; it stays in the outbox and is sent later"));
            assertThat(mails.asked("RCPT TO:<data@example.org>")).isEqualTo(5);
            assertThat(mails.asked(MailServer.END)).isOne();
            assertThat(outbox()).isOne();
        }
    }

    @Test
    void receiversWhoseAnswersHaveNoEndHoldNeitherTheOtherChannelNorTheStop() throws Exception {
        try (MailServer mails = MailServer.start();
                RawSource endless = RawSource.start()) {
            mails.answer(MailServer.END, RawSource::drip);
            endless.script(out -> {
                out.write("HTTP/1.1 200 OK\r\nX-Never: ".getBytes(StandardCharsets.US_ASCII));
                RawSource.drip(out);
            });
            String[] settings = withMail(
                    mails, "recua.notify.sns.topic=" + TOPIC, "recua.notify.webhook.url=" + endless.url("/hook"));
            try (RecuaProcess process = RecuaProcess.start(bucket, database, settings)) {
                bucket.put("landing/a/1.csv", "v\nno key\n");
                await().atMost(START)
                        .until(() -> published().size() == 1
                                && endless.requests() > 0
                                && mails.asked(MailServer.END) > 0
                                && outbox() == 2);

                assertThat(process.stop()).isLessThan(Duration.ofSeconds(20));
                assertThat(process.log()).doesNotContain("Ended the process because its shutdown took longer");
            }
            assertThat(leases()).as("leases that are not released").isEmpty();

            long tries = mails.asked(MailServer.END);
            mails.answer(MailServer.END, "250 accepted");
            database.jdbc().sql("update recua_outbox set due_at = created_at").update();
            try (RunningRecua recua = RunningRecua.start(bucket, database, withMail(mails))) {
                await().atMost(PATIENCE).until(() -> outbox() == 0);
                assertThat(recua.jdbc()).isNotNull();
            }
            assertThat(mails.asked(MailServer.END)).isEqualTo(tries + 1);
        }
        assertThat(told()).hasSize(1);
    }

    private List<String> leases() {
        return database.jdbc()
                .sql("select name from recua_lease where lease_until is not null")
                .query(String.class)
                .list();
    }

    @Test
    void aStopWaitsForOneMessageAndNotForAllThatAreDue() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        try (MailServer mails = MailServer.start();
                RunningRecua recua = RunningRecua.start(bucket, database, withMail(mails))) {
            mails.answer(MailServer.END, out -> {
                awaitQuietly(stopping);
                out.write("250 accepted\r\n".getBytes(StandardCharsets.US_ASCII));
            });
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> mails.asked(MailServer.END) == 1);
            recua.load("landing/b/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 2 && outbox() == 2);

            CamelContext routes = recua.bean(CamelContext.class);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(recua::close);
            await().atMost(PATIENCE).until(routes::isStopping);
            stopping.countDown();
            stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(mails.asked(MailServer.END)).isOne();
            assertThat(outbox()).isOne();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAnswerIsItsStatusAloneWhateverItsBody() {
        receiver.script(Answer.of(200).body("x".repeat(100_000)).delivered(Delivery.DRIPPING));
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            recua.load("landing/a/1.csv", "v\nno key\n");
            await().atMost(PATIENCE).until(() -> told().size() == 1 && outbox() == 0);
        }
    }

    @Test
    void severalSlotsThatFailInARowAreToldOnceAndTheNextThatComesThrough() {
        Answer failure = Answer.of(404);
        source.script(
                failure,
                failure,
                failure,
                failure,
                csv("id,v\n1,one\n"),
                failure,
                failure,
                failure,
                failure,
                csv("id,v\n2,two\n"));
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver())) {
            Stream.of(1, 2, 2, 1, 2, 3, 4, 4, 5, 5).forEach(slot -> recua.fetch("a", "slot-" + slot));
            await().atMost(PATIENCE).until(() -> told().size() >= 2 && outbox() == 0);
        }

        assertThat(told())
                .extracting(message -> message.get("event").asText())
                .containsExactly("fetch-failed", "recovered");
        assertThat(told().get(0).get("reason").asText())
                .startsWith("3 slots in a row could not be fetched, the last one: the source 127.0.0.1 answers 404");
        assertThat(told().get(1).get("reason").asText()).matches("a fetch succeeded; fetches had failed since 20.*Z");
        assertThat(told().get(0).get("link").asText()).isEqualTo("https://recua.example.org/feeds/a");
    }

    @Test
    void aGuardThatIsNotMetAndManyRejectedRowsAreToldUntilALoadIsBetter() {
        try (RunningRecua recua = RunningRecua.start(
                bucket, database, withReceiver("recua.notify.rejected-above=20%", "recua.feeds.b.expect.min-rows=2"))) {
            recua.load("landing/b/1.csv", "id,v\n1,one\n");
            recua.load("landing/b/2.csv", "id,v\n1,one\n2,two\n");
            recua.load("landing/a/1.csv", "id,v\n1,one\n2,two\n3,three\n4,four\nmany,five\n");
            recua.load("landing/a/2.csv", "id,v\n1,one\n2,two\nmany,three\n");
            recua.load("landing/a/3.csv", "id,v\n1,one\nmany,two\n");
            recua.load("landing/a/4.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE).until(() -> told().size() >= 4 && outbox() == 0);
        }

        assertThat(told())
                .extracting(message -> message.get("event").asText())
                .containsExactly("guard-not-met", "recovered", "rejected", "recovered");
        assertThat(told().get(0).get("reason").asText()).contains("no row was written");
        assertThat(told().get(1).get("ended").asText()).isEqualTo("guard-not-met");
        assertThat(told().get(1).get("reason").asText())
                .matches("an object was loaded; objects had not met the setting expect since 20.*Z");
        assertThat(told().get(2).get("reason").asText()).startsWith("1 of 3 rows were rejected, more than 20%");
        assertThat(told().get(2).get("object").asText()).isEqualTo("landing/a/2.csv");
        assertThat(told().get(3).get("reason").asText())
                .matches("0 of 1 rows were rejected; loads had rejected too many rows since 20.*Z");
    }

    @Test
    void anOverdueFeedAndAForgottenPauseAreToldAndThatTheyHaveEnded() {
        String[] settings = withReceiver("recua.feeds.a.fresh-for=1d", "recua.notify.paused-longer-than=1h");
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings)) {
            Pauses pauses = recua.bean(Pauses.class);
            pauses.begin("b", Task.FETCH, "ana", "holidays");
            pauses.begin("b", Task.LOAD, "ana", "table is altered");
            database.jdbc()
                    .sql("update recua_pause set since = since - interval 61 minute where task = 'LOAD'")
                    .update();
            await().atMost(PATIENCE).until(() -> told().size() == 1 && outbox() == 0);
            pauses.end("b", Task.LOAD);
            await().atMost(PATIENCE).until(() -> told().size() == 2 && outbox() == 0);
            assertThat(told())
                    .extracting(message -> message.get("event").asText())
                    .containsExactly("paused", "recovered");
            assertThat(told().get(0).get("feed").asText()).isEqualTo("b");
            assertThat(told().get(0).get("reason").asText())
                    .matches("its loads are paused by ana since .*Z: table is altered");
            assertThat(told().get(1).get("ended").asText()).isEqualTo("paused");
            assertThat(told().get(1).get("reason").asText())
                    .matches(
                            "what was paused for too long is resumed or paused anew; the pause was found too long at 20.*Z");
            receiver.script(Answer.of(200));
            database.jdbc()
                    .sql("update recua_feed set since = since - interval 2 day where feed = 'a'")
                    .update();
            await().atMost(PATIENCE).until(() -> told().size() == 1 && outbox() == 0);
            recua.load("landing/a/1.csv", "id,v\n1,one\n");
            await().atMost(PATIENCE).until(() -> told().size() >= 2 && outbox() == 0);
        }

        assertThat(told()).extracting(message -> message.get("event").asText()).containsExactly("overdue", "recovered");
        assertThat(told().get(0).get("reason").asText())
                .matches("no load, and no fetch that found the loaded content unchanged, since 20.* UTC;"
                        + " fresh-for allows 1d, so the feed is overdue since 20.* UTC");
        assertThat(told().get(1).get("ended").asText()).isEqualTo("overdue");
        assertThat(told().get(1).get("reason").asText())
                .matches("something was loaded, or found unchanged at the source; the feed was found overdue at 20.*Z");
    }

    @Test
    void onlyTheChosenEventsAreTold() {
        try (RunningRecua recua = RunningRecua.start(bucket, database, withReceiver("recua.notify.events=rejected"))) {
            recua.load("landing/a/1.csv", "v\nno key\n");
            recua.load("landing/a/2.csv", "id,v\n1,one\nmany,two\n");
            recua.load("landing/a/3.csv", "id,v\n1,one\n");
            recua.load("landing/a/4.csv", "id,v\n1,one\nmany,two\n");
            await().atMost(PATIENCE).until(() -> told().size() >= 2 && outbox() == 0);
        }

        assertThat(told())
                .extracting(message -> message.get("object").asText())
                .containsExactly("landing/a/2.csv", "landing/a/4.csv");
    }

    @Test
    void withoutAReceiverNothingIsWrittenAndNoRouteRuns() {
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings())) {
            recua.load("landing/a/1.csv", "v\nno key\n");

            assertThat(recua.bean(CamelContext.class).getRoute("notify-webhook"))
                    .isNull();
        }
        assertThat(states() + outbox()).isZero();
    }

    private List<JsonNode> told() {
        return receiver.requests().stream()
                .map(HttpSource.Request::body)
                .map(NotifyTest::json)
                .toList();
    }

    /** What was published: the parameters of the request, and the attributes by their names. */
    private List<Map<String, String>> published() {
        return sns.requests().stream()
                .map(request -> {
                    Map<String, String> all = new HashMap<>();
                    for (String parameter : request.body().split("&")) {
                        String[] pair = parameter.split("=", 2);
                        all.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
                    }
                    IntStream.rangeClosed(1, 3)
                            .mapToObj(number -> "MessageAttributes.entry." + number)
                            .forEach(entry -> all.put(all.get(entry + ".Name"), all.get(entry + ".Value.StringValue")));
                    return all;
                })
                .toList();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(body, e);
        }
    }

    private long outbox() {
        return count("recua_outbox");
    }

    private long states() {
        return count("recua_notice");
    }

    private long count(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
