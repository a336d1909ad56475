package io.recua.notify;

import io.recua.config.NotifyProperties;
import io.recua.config.RecuaProperties;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.commons.lang3.StringUtils;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.boot.json.JsonWriter;
import org.springframework.stereotype.Component;

/**
 * Turns a message into a request to the webhook. The address is in a header, since the endpoints of routes are shown and logged.
 *
 * <p>The text for Slack and Teams is plain text, never their markup: it holds names and reasons from outside.
 */
@Component("webhook")
public class Webhook {

    /** Slack accepts 3,000 characters in a block. */
    private static final int MAX_TEXT = 2_000;

    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

    private final NotifyProperties settings;

    Webhook(RecuaProperties properties) {
        this.settings = properties.notices();
    }

    /** Turns the exchange's message into the request; removes all other headers. */
    public void request(@Variable(Outbox.MESSAGE) Message message, Exchange exchange) {
        Map<String, Object> body =
                switch (settings.webhook().format()) {
                    case JSON -> json(message);
                    case SLACK -> slack(message);
                    case TEAMS -> teams(message);
                };
        Outbox.clearHeaders(exchange);
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
        exchange.getMessage().setHeader(Exchange.HTTP_URI, settings.webhook().url());
        exchange.getMessage()
                .setBody(new ByteArrayEntity(
                        JSON.writeToString(body).getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
    }

    private Map<String, Object> json(Message message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", message.messageId());
        body.put("at", message.created().toString());
        body.put("event", message.event().label());
        body.put("ended", message.ended() == null ? null : message.ended().label());
        body.put("feed", message.feed());
        body.put("reason", message.reason());
        body.put("object", message.objectKey());
        body.put("load", message.loadId());
        body.put("read", message.rowsRead());
        body.put("rejected", message.rowsRejected());
        body.put("link", link(message));
        return body;
    }

    /** The text beside the blocks is that of Slack's own notification, in which three characters must be escaped. */
    private Map<String, Object> slack(Message message) {
        String text = text(message);
        Map<String, Object> section = Map.of("type", "section", "text", Map.of("type", "plain_text", "text", text));
        Map<String, Object> id = Map.of(
                "type",
                "context",
                "elements",
                List.of(Map.of("type", "plain_text", "text", "message " + message.messageId())));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        body.put("blocks", link(message) == null ? List.of(section, id) : List.of(section, button(message), id));
        return body;
    }

    private Map<String, Object> button(Message message) {
        return Map.of(
                "type",
                "actions",
                "elements",
                List.of(Map.of(
                        "type",
                        "button",
                        "text",
                        Map.of("type", "plain_text", "text", "Open Recua"),
                        "url",
                        link(message))));
    }

    /** An adaptive card, as workflows accept it. A text run shows markup as it is. */
    private Map<String, Object> teams(Message message) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.put("body", List.of(textRun(text(message)), textRun("message " + message.messageId())));
        if (link(message) != null) {
            card.put("actions", List.of(Map.of("type", "Action.OpenUrl", "title", "Open Recua", "url", link(message))));
        }
        return Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
    }

    private static Map<String, Object> textRun(String text) {
        return Map.of("type", "RichTextBlock", "inlines", List.of(Map.of("type", "TextRun", "text", text)));
    }

    private static String text(Message message) {
        return StringUtils.abbreviate(message.text(), "…", MAX_TEXT);
    }

    private String link(Message message) {
        return message.link(settings.pageUrl());
    }
}
