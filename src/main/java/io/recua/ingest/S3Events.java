package io.recua.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.config.RecuaProperties;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Returns the feeds of an S3 event, which comes from S3 itself, by SNS or by EventBridge.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">S3's
 *     notifications</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge's</a>
 */
@Component("events")
public class S3Events {

    private final ObjectMapper json;
    private final String bucket;
    private final Set<String> feeds;

    S3Events(ObjectMapper json, RecuaProperties properties) {
        this.json = json;
        this.bucket = properties.bucket();
        this.feeds = properties.feeds().keySet();
    }

    private record Created(String bucket, String key) {}

    /**
     * Returns the feeds for which the event reports a created object, each once.
     *
     * @return empty for S3's test event, for objects of no feed, and for events other than a creation
     * @throws UnreadableEventException if the message is anything else
     */
    public List<String> feeds(@Body String message) {
        return created(parse(message))
                .filter(object -> object.bucket().equals(bucket))
                .flatMap(object -> LandingKey.feed(object.key()).stream())
                .filter(feeds::contains)
                .distinct()
                .toList();
    }

    private Stream<Created> created(JsonNode message) {
        if (text(message, "/Type").equals("Notification")) {
            return created(parse(text(message, "/Message")));
        }
        if (text(message, "/source").equals("aws.s3")) {
            return text(message, "/detail-type").equals("Object Created")
                    ? Stream.of(created(message, "/detail", false))
                    : Stream.empty();
        }
        if (text(message, "/Event").equals("s3:TestEvent")) {
            return Stream.empty();
        }
        if (!message.path("Records").isArray()) {
            throw new UnreadableEventException("neither S3, SNS nor EventBridge writes such JSON");
        }
        return StreamSupport.stream(message.get("Records").spliterator(), false)
                .filter(event -> text(event, "/eventName").startsWith("ObjectCreated:"))
                .map(event -> created(event, "/s3", true));
    }

    /** S3 form-encodes the key, with a plus sign for a blank; EventBridge does not encode it. */
    private static Created created(JsonNode event, String at, boolean encoded) {
        String key = text(event, at + "/object/key");
        try {
            return new Created(
                    text(event, at + "/bucket/name"), encoded ? URLDecoder.decode(key, StandardCharsets.UTF_8) : key);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEventException("its key is not URL-encoded");
        }
    }

    private static String text(JsonNode node, String at) {
        return node.at(at).asText();
    }

    private JsonNode parse(String message) {
        try {
            return json.readTree(message);
        } catch (JsonProcessingException e) {
            throw new UnreadableEventException("it is no JSON");
        }
    }
}
