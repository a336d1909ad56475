package io.recua.fetch;

import io.recua.config.RecuaProperties;
import java.net.URI;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/** Builds the request to a feed's source, and the name under which its content lands. */
@Component("source")
public class Source {

    private static final int MAX_NAME = 200;

    private final RecuaProperties properties;

    Source(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Turns the message into a conditional request; removes all other headers.
     *
     * @param last the content that landed last, or null
     */
    public void request(@Body FetchLedger.Landed last, @Variable("feed") String feed, Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        message.setHeader(Exchange.HTTP_URI, url(feed).toString());
        boolean sameAddress = last != null && urlHash(feed).equals(last.urlHash());
        exchange.setVariable("etag", sameAddress ? last.etag() : null);
        exchange.setVariable("lastModified", sameAddress ? last.lastModified() : null);
        message.setHeader("If-None-Match", exchange.getVariable("etag"));
        message.setHeader("If-Modified-Since", exchange.getVariable("lastModified"));
        exchange.setVariable("lastSha256", last == null ? null : last.sha256());
        message.setBody(null);
    }

    /** Returns a name with only characters that are safe in a key; a name that is too long loses its beginning. */
    String name(String feed) {
        String path = url(feed).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.isEmpty() ? feed + ".csv" : name.substring(Math.max(0, name.length() - MAX_NAME));
    }

    /** Returns the hash of the feed's URL: validators are valid only for the URL that returned them. */
    String urlHash(String feed) {
        return DigestUtils.sha256Hex(url(feed).toString());
    }

    private URI url(String feed) {
        return URI.create(properties.feed(feed).url());
    }
}
