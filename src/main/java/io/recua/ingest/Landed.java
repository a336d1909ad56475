package io.recua.ingest;

/**
 * An object version that waits in a landing place. Whoever lands objects chooses their keys, so a key never becomes the
 * header {@code CamelAwsS3Key}: Camel's S3 producer evaluates that header as an expression.
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
