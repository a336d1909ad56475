package io.recua.notify;

import io.recua.config.NotifyProperties.Channel;
import io.recua.config.NotifyProperties.Event;
import io.recua.failure.Cause;
import io.recua.lease.Lease;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The messages in the ledger that are not sent yet, by channel. For each channel, the instance that holds its lease sends them: each
 * at least once, those of a feed in the order in which they were written. A message that cannot be sent is tried again after a growing
 * pause, until it is a week old; those of other feeds and of other channels do not wait for it.
 *
 * <p>A newer version may have written messages of channels and events that this one does not know. They stay for an instance of that
 * version, and no other message waits for them.
 */
@Component("outbox")
public class Outbox extends LeasedRepository {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** The prefix of the name of a channel's lease; the slash tells it from that of a feed. */
    private static final String LEASE_ON = "notify/";

    /** The exchange variable with the name of the channel. */
    private static final String CHANNEL = "channel";

    /** The exchange variable with the {@link Message}; first a header, since a condition cannot set a variable. */
    static final String MESSAGE = "message";

    /** The pause is a minute, then two, four, … up to 64. */
    private static final int MAX_DOUBLINGS = 6;

    private static final int MAX_DAYS = 7;

    private static final List<String> KNOWN_EVENTS =
            Arrays.stream(Event.values()).map(Event::name).toList();

    private final JdbcClient jdbc;
    private final LostMessages lost;

    Outbox(Leases leases, JdbcClient jdbc, LostMessages lost) {
        super(leases);
        this.jdbc = jdbc;
        this.lost = lost;
    }

    @Override
    protected String leaseName(Exchange exchange) {
        return LEASE_ON + channel(exchange);
    }

    @Override
    protected boolean begin(Exchange exchange, String key, Lease lease) {
        return true;
    }

    @Override
    protected void end(Exchange exchange, String key, boolean done) {}

    /**
     * Sets the header {@value #MESSAGE} to the next message that is due. Returns false if there is none, the last one failed or
     * Recua stops.
     */
    public boolean next(Exchange exchange) {
        if (hasFailed(exchange) || exchange.getContext().isStopping()) {
            return false;
        }
        Optional<Message> next = jdbc.sql("select * from recua_outbox where due_at <= utc_timestamp(3)"
                        + " and id in (select min(id) from recua_outbox where channel = :channel and event in (:known)"
                        + " and coalesce(ended, event) in (:known) group by feed) order by id limit 1")
                .param("channel", channel(exchange))
                .param("known", KNOWN_EVENTS)
                .query(Message.class)
                .optional();
        // Else the retries of this message would begin with the number of those of the last one.
        exchange.getMessage().removeHeaders("*");
        next.ifPresent(message -> exchange.getMessage().setHeader(MESSAGE, message));
        return next.isPresent();
    }

    /** Removes all headers but those by which Camel counts the retries, as a channel would send them. */
    static void clearHeaders(Exchange exchange) {
        exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    }

    /** Removes the message, which the receiver has accepted. */
    public void sent(Exchange exchange) {
        Message message = message(exchange);
        remove(message);
        log.info(
                "Told of feed {}: {}, message {}, by {}",
                message.feed(),
                message.event().label(),
                message.messageId(),
                channel(exchange));
    }

    /** Lets the message wait, or gives it up if it is too old, so that the later messages of its feed are sent. */
    public void postpone(Exchange exchange) {
        Message message = message(exchange);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (message == null) {
            log.error("Cannot look for messages about feeds, tries again", failure);
            return;
        }
        String channel = channel(exchange);
        boolean waits = jdbc.sql(
                                "update recua_outbox set due_at = utc_timestamp(3) + interval power(2, least(tries, ?)) minute,"
                                        + " tries = tries + 1 where id = ? and created_at > utc_timestamp(3) - interval ? day")
                        .params(MAX_DOUBLINGS, message.id(), MAX_DAYS)
                        .update()
                > 0;
        if (!waits) {
            giveUp(message, channel, failure);
            return;
        }
        log.warn(
                "Cannot tell of feed {}: {}, message {}, by {}; it stays in the outbox and is sent later: {}",
                message.feed(),
                message.event().label(),
                message.messageId(),
                channel,
                reason(channel, failure));
    }

    private void giveUp(Message message, String channel, Throwable failure) {
        remove(message);
        lost.count(message, channel);
        log.error(
                "Cannot tell of feed {}: {}, message {}, by {}; given up after a week: {}",
                message.feed(),
                message.event().label(),
                message.messageId(),
                channel,
                reason(channel, failure));
    }

    private void remove(Message message) {
        jdbc.sql("delete from recua_outbox where id = ?").param(message.id()).update();
    }

    /** Names neither the address of a webhook nor the exception, whose text holds it. */
    private static String reason(String channel, Throwable failure) {
        if (!channel.equals(Channel.WEBHOOK.label())) {
            return Cause.line(failure);
        }
        return failure instanceof HttpOperationFailedException answer
                ? "the receiver answers " + answer.getHttpResponseCode()
                : "the receiver cannot be reached, " + failure.getClass().getSimpleName();
    }

    private static String channel(Exchange exchange) {
        return exchange.getVariable(CHANNEL, String.class);
    }

    private static Message message(Exchange exchange) {
        return exchange.getVariable(MESSAGE, Message.class);
    }
}
