package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.ingest.Ledger.Version;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The place in the bucket where a feed's objects wait, in the order of their keys. */
@Component("landing")
public class Landing {

    /** What the keys of waiting objects begin with; the feed's name follows. */
    static final String PREFIX = "landing/";
    /** The route that looks at a feed's landing place by itself; whoever stops it stops the feed. */
    private static final String LOOK = "ingest-";

    private static final DateTimeFormatter ARRIVAL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern STAMP = Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-");

    private final S3Client s3;
    private final String bucket;
    private final Ledger ledger;
    private final WaitingFeeds waiting;

    Landing(S3Client s3, RecuaProperties properties, Ledger ledger, WaitingFeeds waiting) {
        this.s3 = s3;
        this.bucket = properties.bucket();
        this.ledger = ledger;
        this.waiting = waiting;
    }

    /** Where what arrives at an instant lands: {@code landing/<feed>/<UTC time>-<name>}, in the order of time. */
    public static String key(String feed, Instant arrival, String name) {
        return PREFIX + feed + "/" + ARRIVAL.format(arrival) + "-" + name;
    }

    /** What stands behind {@code landing/} in a key, the same in the archive and in the quarantine. */
    public static String rest(String key) {
        return key.substring(PREFIX.length());
    }

    /** When an object arrived, by its key; empty if the key is of another form. */
    public static Optional<Instant> arrival(String key) {
        Matcher stamp = STAMP.matcher(key.substring(key.lastIndexOf('/') + 1));
        return stamp.lookingAt() ? Optional.of(ARRIVAL.parse(stamp.group(1), Instant::from)) : Optional.empty();
    }

    /** The file's name in a key that {@link #key} made; otherwise what stands behind the last slash. */
    public static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1).replaceFirst("^" + STAMP.pattern(), "");
    }

    /**
     * What is in a feed's landing place, be it waiting or being loaded.
     *
     * @param oldest when the oldest one landed; null if there is none
     */
    public record Waiting(int objects, long bytes, Instant oldest) {

        /** An empty landing place. */
        public static final Waiting NOTHING = new Waiting(0, 0, null);

        private Waiting and(S3Object object) {
            Instant landed = object.lastModified();
            return new Waiting(
                    objects + 1, bytes + object.size(), oldest == null || landed.isBefore(oldest) ? landed : oldest);
        }
    }

    /** What is in a feed's landing place. */
    public Waiting waiting(String feed) {
        return waitingBelow(PREFIX + feed + "/").getOrDefault(feed, Waiting.NOTHING);
    }

    /** What is in the landing places, by feed; those where nothing is are left out. */
    public Map<String, Waiting> waiting() {
        return waitingBelow(PREFIX);
    }

    private Map<String, Waiting> waitingBelow(String prefix) {
        Map<String, Waiting> waiting = new HashMap<>();
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .filter(Landing::isObject)
                .forEach(object ->
                        waiting.merge(feed(object), Waiting.NOTHING.and(object), (all, one) -> all.and(object)));
        return waiting;
    }

    /** Drops the object that the poll opened: closing the stream would read it to its end. */
    public void drop(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Abortable object) {
            object.abort();
        }
        exchange.getMessage().setBody(null);
    }

    /**
     * Names the next object in the headers of camel-aws2-s3: the one whose load has begun, wherever its key stands in the
     * order, else the first that waits.
     *
     * @return false if none waits, another run is at work on the feed and will look again, the feed's route was stopped
     *     and will look when it starts, or the last object failed
     * @throws FeedLeasedException if another run holds the feed's lease but may be dead
     * @throws IngestStoppedException if the route that took an event in is being stopped
     */
    public boolean next(Exchange exchange) {
        if (hasFailed(exchange) || isElsewhere(exchange) || isStopped(exchange)) {
            return false;
        }
        String feed = feed(exchange);
        Optional<Version> next = ledger.unfinished(feed, bucket).or(() -> first(feed));
        next.ifPresentOrElse(object -> name(object, exchange), () -> waiting.clear(feed));
        return next.isPresent();
    }

    /** Camel asks for the next one even then. */
    private static boolean hasFailed(Exchange exchange) {
        ExchangeExtension outcome = exchange.getExchangeExtension();
        return exchange.isFailed() || outcome.isErrorHandlerHandledSet() && outcome.isErrorHandlerHandled();
    }

    /**
     * The holder of the lease lists the objects once more after it gave the lease back, so nothing is missed: either it
     * does, or its own message comes back, and that one must not rely on the lease that its first run left behind.
     */
    private static boolean isElsewhere(Exchange exchange) {
        boolean elsewhere = Boolean.TRUE.equals(exchange.removeProperty(Exchange.DUPLICATE_MESSAGE));
        int receives = exchange.getMessage()
                .getHeader(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT.toString(), 0, Integer.class);
        if (elsewhere && receives > 1) {
            throw new FeedLeasedException(feed(exchange));
        }
        return elsewhere;
    }

    private static boolean isStopped(Exchange exchange) {
        boolean isLook = exchange.getFromRouteId().equals(LOOK + feed(exchange));
        if (!isLook && !isStarted(exchange, exchange.getFromRouteId())) {
            throw new IngestStoppedException();
        }
        return !isRunning(exchange);
    }

    /** Whether neither the route that took the message in nor the feed's own has been told to stop. */
    public static boolean isRunning(Exchange exchange) {
        return isStarted(exchange, exchange.getFromRouteId()) && isStarted(exchange, LOOK + feed(exchange));
    }

    private static boolean isStarted(Exchange exchange, String routeId) {
        Route route = exchange.getContext().getRoute(routeId);
        return !exchange.getContext().isStopping()
                && route.getConsumer() instanceof StatefulService consumer
                && consumer.isStarted();
    }

    private static String feed(Exchange exchange) {
        return exchange.getMessage().getHeader(ClaimRepository.FEED, String.class);
    }

    /** An object that was dealt with is there no more; to deal with it again at once might go on for ever. */
    private void name(Version object, Exchange exchange) {
        Claim last = exchange.getVariable(ClaimRepository.CLAIM, Claim.class);
        if (last != null && object.key().equals(last.key()) && object.etag().equals(last.etag())) {
            throw new IllegalStateException(object.key() + " was dealt with, but is still there");
        }
        Message message = exchange.getMessage();
        message.setHeader(AWS2S3Constants.BUCKET_NAME, bucket);
        message.setHeader(AWS2S3Constants.KEY, object.key());
        message.setHeader(AWS2S3Constants.E_TAG, object.etag());
        message.setHeader(AWS2S3Constants.IF_MATCH_CONDITION, object.etag());
    }

    /** A key that ends with a slash is a folder of the S3 console, no object. */
    static boolean isObject(S3Object listed) {
        return !listed.key().endsWith("/");
    }

    /** The feed in whose landing place the object is. */
    static String feed(S3Object object) {
        return object.key().substring(PREFIX.length()).split("/", 2)[0];
    }

    private Optional<Version> first(String feed) {
        return s3
                .listObjectsV2Paginator(request ->
                        request.bucket(bucket).prefix(PREFIX + feed + "/").maxKeys(10))
                .contents()
                .stream()
                .filter(Landing::isObject)
                .map(object -> new Version(object.key(), object.eTag()))
                .findFirst();
    }
}
