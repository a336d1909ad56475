package io.recua.notify;

import io.recua.config.NotifyProperties;
import io.recua.config.RecuaProperties;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.springframework.stereotype.Component;

/**
 * Turns a message into one for a topic of SNS: subject, text, and the attributes {@code id}, {@code event} and {@code feed}, by which
 * a subscription can filter.
 */
@Component("topic")
public class Topic {

    /** With a FIFO topic: the exchange property with what is kept in order. */
    private static final String GROUP = "CamelAwsSnsMessageGroupId";

    private final NotifyProperties settings;

    Topic(RecuaProperties properties) {
        this.settings = properties.notices();
    }

    /** Turns the exchange's message into the request. Camel makes attributes of the headers, so all others are removed. */
    public void request(@Variable(Outbox.MESSAGE) Message message, Exchange exchange) {
        Outbox.clearHeaders(exchange);
        exchange.getMessage().setHeader(Sns2Constants.SUBJECT, message.subject());
        exchange.getMessage().setHeader("id", message.messageId());
        exchange.getMessage().setHeader("event", message.event().label());
        exchange.getMessage().setHeader("feed", message.feed());
        exchange.setProperty(GROUP, message.feed());
        exchange.getMessage().setBody(message.letter(settings.pageUrl()));
    }
}
