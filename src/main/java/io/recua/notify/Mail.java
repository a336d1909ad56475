package io.recua.notify;

import io.recua.config.NotifyProperties;
import io.recua.config.NotifyProperties.Channel;
import io.recua.config.RecuaProperties;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Turns a message into a mail of plain text. Its {@code Message-ID} is made of the id, so a mailbox may drop a second one. */
@Component("mail")
public class Mail {

    private static final Logger log = LoggerFactory.getLogger(Mail.class);

    private final NotifyProperties settings;
    private final LostMessages lost;

    Mail(RecuaProperties properties, LostMessages lost) {
        this.settings = properties.notices();
        this.lost = lost;
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

    /**
     * Tells to which addresses the server does not send a mail that it has accepted for others. They do not get it later: it would
     * reach the others again.
     *
     * @param failure the outermost exception; Camel's {@code @ExchangeException} would be the innermost, which is that of one address
     * @throws SendFailedException {@code failure} itself, if the server has accepted the mail for no address
     */
    public void refused(
            @Variable(Outbox.MESSAGE) Message message,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) SendFailedException failure)
            throws SendFailedException {
        if (failure.getValidSentAddresses() == null) {
            throw failure;
        }
        Exception next = failure.getNextException();
        while (next instanceof MessagingException refusal) {
            if (refusal instanceof SMTPAddressFailedException refused) {
                refused(message, refused);
            }
            next = refusal.getNextException();
        }
    }

    private void refused(Message message, SMTPAddressFailedException refused) {
        lost.count(message, Channel.MAIL.label());
        log.error(
                "Cannot tell of feed {}: {}, message {}, by mail to {}; the other addresses have it, and it is not sent again: {}",
                message.feed(),
                message.event().label(),
                message.messageId(),
                refused.getAddress(),
                refused.getMessage().strip());
    }
}
