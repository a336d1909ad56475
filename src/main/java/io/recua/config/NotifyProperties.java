package io.recua.config;

import static io.recua.config.SettingException.require;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which messages about feeds are sent, and by which channels. Without a channel, nothing is sent and nothing is written.
 *
 * @param webhook a receiver by HTTP; null for none
 * @param sns a topic of SNS; null for none
 * @param mail a receiver by mail; null for none
 * @param events the events that are told
 * @param rejectedAbove a load with a larger share of rejected rows is told
 * @param fetchFailures how many slots in a row must fail to be told; each counts once
 * @param pausedLongerThan a pause that lasts longer is told
 * @param pageUrl the address of the page, for the link in a message; null for no link
 * @param interval the pause between two looks at the outbox
 */
public record NotifyProperties(
        Webhook webhook,
        Sns sns,
        MailProperties mail,
        @DefaultValue({"refused", "guard-not-met", "rejected", "fetch-failed", "overdue", "paused", "recovered"})
                List<Event> events,
        @DefaultValue("1%") Percentage rejectedAbove,
        @DefaultValue("3") int fetchFailures,
        @DefaultValue("24h") Duration pausedLongerThan,
        String pageUrl,
        @DefaultValue("10s") Duration interval) {

    static final String PREFIX = "recua.notify";

    /** How messages are sent. */
    public enum Channel {
        WEBHOOK,
        SNS,
        MAIL;

        /** Returns the name as the settings and the routes write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is told of a feed. All but {@code RECOVERED} begin a state, which lasts until the feed recovers from it. */
    public enum Event {
        /** An object went to {@code quarantine/}, but not for a guard. */
        REFUSED,
        /** An object went to {@code quarantine/}, because it does not meet the feed's {@code expect}. */
        GUARD_NOT_MET,
        /** A load is loaded, but many of its rows were rejected. */
        REJECTED,
        /** The fetches of several slots in a row failed. */
        FETCH_FAILED,
        /** The last success is too long ago, see {@code fresh-for}. */
        OVERDUE,
        /** Fetches or loads have been paused for a long time. */
        PAUSED,
        /** A state that was told has ended. */
        RECOVERED;

        /** Returns the name as the settings write it, such as {@code fetch-failed}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The form of the body that a webhook receives. */
    public enum Format {
        JSON,
        SLACK,
        TEAMS
    }

    /**
     * A receiver of messages by HTTP.
     *
     * @param url its address, which is secret: who knows it may send
     */
    public record Webhook(String url, @DefaultValue("json") Format format) {

        public Webhook {
            require(
                    url != null && isHttp(url),
                    PREFIX + ".webhook.url",
                    "is not an http(s) address; write the one that the receiver gave you");
        }

        /** Omits the address. */
        @Override
        public String toString() {
            return "Webhook[format=" + format + "]";
        }
    }

    /**
     * A topic of SNS.
     *
     * @param topic its ARN
     */
    public record Sns(String topic) {

        public Sns {
            require(
                    topic != null && topic.matches("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+"),
                    PREFIX + ".sns.topic",
                    "is not the ARN of a topic; write one such as arn:aws:sns:eu-west-1:123456789012:recua");
        }
    }

    public NotifyProperties {
        require(fetchFailures > 0, PREFIX + ".fetch-failures", "write a number above zero, such as 3");
        require(
                !pausedLongerThan.isNegative() && !pausedLongerThan.isZero(),
                PREFIX + ".paused-longer-than",
                "write a duration above zero, such as 24h");
        require(
                pageUrl == null || isHttp(pageUrl),
                PREFIX + ".page-url",
                "is not an http(s) address; write the address of the page, such as https://recua.example.org");
        require(interval.toMillis() > 0, PREFIX + ".interval", "write a duration above zero, such as 10s");
    }

    /** Returns the channels that have a receiver. */
    public List<Channel> channels() {
        return Stream.of(Channel.values())
                .filter(channel -> switch (channel) {
                    case WEBHOOK -> webhook != null;
                    case SNS -> sns != null;
                    case MAIL -> mail != null;
                })
                .toList();
    }

    /** Returns whether there is a receiver. */
    public boolean isOn() {
        return !channels().isEmpty();
    }

    /** Returns whether there is a receiver and the event is told. */
    public boolean isOn(Event event) {
        return isOn() && events.contains(event);
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
