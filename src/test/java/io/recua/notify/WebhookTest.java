package io.recua.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The bodies that webhooks receive. What a name or a reason holds is shown as it is, and never markup. */
class WebhookTest {

    private static final String HOSTILE = "<!channel> *bold* [x](javascript:y) \"ñ\"\n\u202e";
    private static final String TEXT =
            "Feed genes, refused: <!channel> *bold* [x](javascript:y) \"ñ\"\\n\\u202e (landing/genes/1.csv, load 12: 10 rows read, 2 rejected)";

    private static final Message MESSAGE = new Message(
            1,
            "7d0f3c0e-0000-0000-0000-000000000000",
            LocalDateTime.of(2026, 1, 5, 5, 0, 3),
            "genes",
            Event.REFUSED,
            null,
            HOSTILE,
            "landing/genes/1.csv",
            12L,
            10L,
            2L);

    private static JsonNode body(String... settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "recua.bucket", "b",
                "recua.notify.webhook.url", "https://hooks.example.org/secret",
                "recua.feeds.a.url", "http://127.0.0.1/a.csv",
                "recua.feeds.a.schedule", "0 0 5 ? * MON",
                "recua.feeds.a.table", "a",
                "recua.feeds.a.key", "id"));
        for (String setting : settings) {
            all.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""));
        }
        RecuaProperties properties = new Binder(new MapConfigurationPropertySource(all))
                .bind("recua", RecuaProperties.class)
                .get();
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        new Webhook(properties).request(MESSAGE, exchange);
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_URI)).isEqualTo("https://hooks.example.org/secret");
        assertThat(properties.toString()).doesNotContain("secret");
        HttpEntity entity = exchange.getMessage().getBody(HttpEntity.class);
        assertThat(entity.getContentType()).startsWith("application/json");
        return new ObjectMapper().readTree(entity.getContent());
    }

    @Test
    void jsonHasEachFactInAFieldOfItsOwn() throws IOException {
        JsonNode body = body("recua.notify.page-url=https://recua.example.org/x/");

        assertThat(body)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                {"id": "7d0f3c0e-0000-0000-0000-000000000000", "at": "2026-01-05T05:00:03Z", "event": "refused", "ended": null,
                 "feed": "genes", "reason": "<!channel> *bold* [x](javascript:y) \\"ñ\\"\\n\\u202e", "object": "landing/genes/1.csv",
                 "load": 12, "read": 10, "rejected": 2, "link": "https://recua.example.org/x/loads/12"}"""));
    }

    @Test
    void slackShowsPlainTextAndAButton() throws IOException {
        JsonNode body = body("recua.notify.webhook.format=slack", "recua.notify.page-url=https://recua.example.org");

        assertThat(body.get("text").asText()).startsWith("Feed genes, refused: &lt;!channel&gt; ");
        assertThat(body.at("/blocks/0/text/type").asText()).isEqualTo("plain_text");
        assertThat(body.at("/blocks/0/text/text").asText()).isEqualTo(TEXT);
        assertThat(body.at("/blocks/1/elements/0/url").asText()).isEqualTo("https://recua.example.org/loads/12");
        assertThat(body.at("/blocks/2/elements/0/text").asText()).endsWith(MESSAGE.messageId());
    }

    @Test
    void teamsShowsAnAdaptiveCardOfTextRuns() throws IOException {
        JsonNode body = body("recua.notify.webhook.format=teams");
        JsonNode card = body.at("/attachments/0/content");

        assertThat(body.get("type").asText()).isEqualTo("message");
        assertThat(body.at("/attachments/0/contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(card.at("/body/0/type").asText()).isEqualTo("RichTextBlock");
        assertThat(card.at("/body/0/inlines/0/text").asText()).isEqualTo(TEXT);
        assertThat(card.at("/body/1/inlines/0/text").asText()).endsWith(MESSAGE.messageId());
        assertThat(card.has("actions")).isFalse();
    }
}
