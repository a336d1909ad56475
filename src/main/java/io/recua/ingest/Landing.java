package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.StatefulService;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The place in the bucket where a feed's objects wait, in the order of their keys. */
@Component("landing")
public class Landing {

    /** What the keys of waiting objects begin with; the feed's name follows. */
    static final String PREFIX = "landing/";

    private final S3Client s3;
    private final String bucket;

    Landing(S3Client s3, RecuaProperties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /** Drops the object that the poll opened: closing the stream would read it to its end. */
    public void drop(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Abortable object) {
            object.abort();
        }
        exchange.getMessage().setBody(null);
    }

    /**
     * Names the first waiting object in the headers of camel-aws2-s3.
     *
     * @return false if none waits, another instance is at work on the feed, or the route is being stopped
     */
    public boolean next(Exchange exchange) {
        boolean elsewhere = exchange.getProperty(Exchange.DUPLICATE_MESSAGE, false, Boolean.class);
        if (elsewhere || !isRunning(exchange)) {
            return false;
        }
        Optional<S3Object> first = first(exchange.getMessage().getHeader(ClaimRepository.FEED, String.class));
        first.ifPresent(object -> {
            exchange.getMessage().setHeader(AWS2S3Constants.BUCKET_NAME, bucket);
            exchange.getMessage().setHeader(AWS2S3Constants.KEY, object.key());
            exchange.getMessage().setHeader(AWS2S3Constants.E_TAG, object.eTag());
            exchange.getMessage().setHeader(AWS2S3Constants.IF_MATCH_CONDITION, object.eTag());
        });
        return first.isPresent();
    }

    /** Whether the route that took the message in has not been told to stop. */
    public static boolean isRunning(Exchange exchange) {
        return exchange.getContext().getRoute(exchange.getFromRouteId()).getConsumer()
                        instanceof StatefulService consumer
                && consumer.isStarted();
    }

    /** A key that ends with a slash is a folder of the S3 console, no object. */
    static boolean isObject(S3Object listed) {
        return !listed.key().endsWith("/");
    }

    /** The feed in whose landing place the object is. */
    static String feed(S3Object object) {
        return object.key().substring(PREFIX.length()).split("/", 2)[0];
    }

    private Optional<S3Object> first(String feed) {
        return s3
                .listObjectsV2Paginator(request ->
                        request.bucket(bucket).prefix(PREFIX + feed + "/").maxKeys(10))
                .contents()
                .stream()
                .filter(Landing::isObject)
                .findFirst();
    }
}
