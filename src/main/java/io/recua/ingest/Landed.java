package io.recua.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object version in a landing place. Anybody who lands objects chooses their keys, so a key must not become the header
 * {@code CamelAwsS3Key}: Camel's S3 producer evaluates this header as an expression.
 *
 * @param bucket the bucket
 * @param key the object's key, below {@code landing/}
 * @param etag the version's ETag
 */
public record Landed(String bucket, String key, String etag) {

    /** The message header that holds the object to claim next. */
    public static final String HEADER = "landed";

    /** The metadata of an object that an operator has accepted, so that the setting {@code expect} is not applied. */
    public static final String ACCEPTED = "recua-accepted";

    /** The metadata of a copy of an object that is loaded again: the number of the load before. */
    public static final String REPLAY_OF = "recua-replay-of";

    /** The metadata of an object with the trace of the fetch that landed it, in the form of W3C Trace Context. */
    public static final String TRACE = "traceparent";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Returns the load that the object with this metadata was loaded by before; empty if it is not loaded again. */
    public static Optional<Long> replayOf(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(REPLAY_OF))
                .filter(value -> NUMBER.matcher(value).matches())
                .map(Long::valueOf);
    }

    /** Returns whether an operator has accepted the object with this metadata. */
    public static boolean isAccepted(Map<String, String> metadata) {
        return Boolean.parseBoolean(metadata.get(ACCEPTED));
    }

    boolean isOf(Claim claim) {
        return key.equals(claim.key()) && etag.equals(claim.etag());
    }
}
