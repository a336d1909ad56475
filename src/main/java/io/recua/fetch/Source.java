package io.recua.fetch;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.RequestProperties.Method;
import io.recua.lease.LeasedRepository;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/** Builds the request to a feed's source, and the name under which its content lands. */
@Component("source")
public class Source {

    private static final int MAX_NAME = 200;

    private final RecuaProperties properties;
    private final Schedule schedule;

    Source(RecuaProperties properties, Schedule schedule) {
        this.properties = properties;
        this.schedule = schedule;
    }

    /**
     * Turns the message into the request of a slot; removes all other headers. A GET is conditional: it asks only for content
     * that differs from what this address returned last.
     *
     * @param last the content that landed last, or null
     */
    public void request(
            @Body FetchLedger.Landed last,
            @Variable(LeasedRepository.FEED) String feed,
            @Variable(SlotRepository.SLOT) String slot,
            Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(
                Exchange.HTTP_METHOD, properties.feed(feed).request().method().name());
        message.setHeader(Exchange.HTTP_URI, url(feed, slot).toString());
        boolean comparable =
                !isPost(feed) && last != null && urlHash(feed, slot).equals(last.urlHash());
        exchange.setVariable("etag", comparable ? last.etag() : null);
        exchange.setVariable("lastModified", comparable ? last.lastModified() : null);
        message.setHeader("If-None-Match", exchange.getVariable("etag"));
        message.setHeader("If-Modified-Since", exchange.getVariable("lastModified"));
        exchange.setVariable("lastSha256", last == null ? null : last.sha256());
        message.setBody(body(feed, slot));
    }

    /** Returns an entity that can be sent again, after a redirect and at a retry; null for no body. */
    private HttpEntity body(String feed, String slot) {
        FeedProperties settings = properties.feed(feed);
        ContentType type = Optional.ofNullable(settings.request().contentType())
                .map(ContentType::parse)
                .orElse(null);
        return settings.body(due(feed, slot))
                .map(text -> new ByteArrayEntity(text.getBytes(charset(type)), type))
                .orElse(null);
    }

    private static Charset charset(ContentType type) {
        return ContentType.getCharset(type, StandardCharsets.UTF_8);
    }

    /** Returns a name with only characters that are safe in a key; a name that is too long loses its beginning. */
    String name(String feed, String slot) {
        String path = url(feed, slot).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.isEmpty() ? feed + ".csv" : name.substring(Math.max(0, name.length() - MAX_NAME));
    }

    /**
     * Returns the hash of the slot's URL: validators are valid only for the URL that returned them. Those of a POST, which also
     * depend on its body, are valid for no later request.
     */
    String urlHash(String feed, String slot) {
        return DigestUtils.sha256Hex((isPost(feed) ? "POST " : "") + url(feed, slot));
    }

    /** Returns whether the request holds the date of the slot. */
    boolean isDated(String feed) {
        return properties.feed(feed).isDated();
    }

    private boolean isPost(String feed) {
        return properties.feed(feed).request().method() == Method.POST;
    }

    private URI url(String feed, String slot) {
        return properties.feed(feed).address(due(feed, slot));
    }

    /**
     * Returns the instant whose date the request holds: of a fetch by the schedule its slot; of one by hand, which happens at any
     * instant, the newest slot that was due then.
     */
    private Instant due(String feed, String slot) {
        return isDated(feed)
                ? schedule.latest(feed, Instant.parse(slot))
                        .orElseThrow(() -> new FetchException(
                                "the schedule was never due yet, so there is no date for the request"))
                : Instant.EPOCH;
    }
}
