package io.recua.notify;

import io.recua.config.NotifyProperties;
import io.recua.config.RecuaProperties;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** Turns a message into a mail of plain text. Its {@code Message-ID} is made of the id, so a mailbox may drop a second one. */
@Component("mail")
public class Mail {

    private final NotifyProperties settings;

    Mail(RecuaProperties properties) {
        this.settings = properties.notices();
    }

    /** Turns the exchange's message into the mail. Camel makes header lines of the headers, so all others are removed. */
    public void request(@Variable(Outbox.MESSAGE) Message message, Exchange exchange) {
        String from = settings.mail().from();
        Outbox.clearHeaders(exchange);
        exchange.getMessage().setHeader("From", from);
        exchange.getMessage().setHeader("To", String.join(",", settings.mail().to()));
        exchange.getMessage().setHeader("Subject", message.subject());
        exchange.getMessage()
                .setHeader("Message-ID", "<" + message.messageId() + from.substring(from.indexOf('@')) + ">");
        exchange.getMessage().setBody(message.letter(settings.pageUrl()));
    }
}
