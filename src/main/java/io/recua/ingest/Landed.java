package io.recua.ingest;

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

    boolean isOf(Claim claim) {
        return key.equals(claim.key()) && etag.equals(claim.etag());
    }
}
