package io.recua.fetch;

import io.recua.config.RecuaProperties;
import java.net.URI;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/** A feed's source: what it is asked, and the name of what it answers. */
@Component("source")
public class Source {

    private static final int MAX_NAME = 200;

    private final RecuaProperties properties;

    Source(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Makes the message a conditional request, without any other header.
     *
     * @param last what the ledger knows of the content that was landed last, or null
     */
    public void request(@Body Map<String, Object> last, @Variable("feed") String feed, Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        message.setHeader(Exchange.HTTP_URI, url(feed).toString());
        boolean sameAddress = last != null && urlHash(feed).equals(last.get("url_hash"));
        exchange.setVariable("etag", sameAddress ? last.get("etag") : null);
        exchange.setVariable("lastModified", sameAddress ? last.get("last_modified") : null);
        message.setHeader("If-None-Match", exchange.getVariable("etag"));
        message.setHeader("If-Modified-Since", exchange.getVariable("lastModified"));
        exchange.setVariable("lastSha256", last == null ? null : last.get("sha256"));
        message.setBody(null);
    }

    /** The name of what lands, of characters that are safe in any key; an end that is too long is cut in front. */
    String name(String feed) {
        String path = url(feed).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.isEmpty() ? feed + ".csv" : name.substring(Math.max(0, name.length() - MAX_NAME));
    }

    /** What another address said of its content does not count. */
    String urlHash(String feed) {
        return DigestUtils.sha256Hex(url(feed).toString());
    }

    private URI url(String feed) {
        return URI.create(properties.feed(feed).url());
    }
}
