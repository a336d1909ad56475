package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.ingest.Landing;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/** A feed's source: what it is asked, and where its answer lands. */
@Component("source")
public class Source {

    private final RecuaProperties properties;
    private final Clock clock;

    Source(RecuaProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
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

    /** Where the content lands: {@code landing/<feed>/<UTC time>-<name>}, in the order of time. */
    public String landingKey(@Variable("feed") String feed) {
        String path = url(feed).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return Landing.key(feed, clock.instant(), name.isEmpty() ? feed + ".csv" : name);
    }

    /** What to note of the content for the next request, as the parameters of the statement. */
    public Map<String, Object> note(@Variable("feed") String feed, Exchange exchange) {
        Map<String, Object> note = new HashMap<>();
        note.put("feed", feed);
        note.put("urlHash", urlHash(feed));
        Stream.of("etag", "lastModified", "sha256").forEach(name -> note.put(name, exchange.getVariable(name)));
        note.put("key", exchange.getMessage().getHeader(AWS2S3Constants.KEY));
        return note;
    }

    /** What another address said of its content does not count. */
    private String urlHash(String feed) {
        return DigestUtils.sha256Hex(url(feed).toString());
    }

    private URI url(String feed) {
        return URI.create(properties.feed(feed).url());
    }
}
