package io.recua.ingest;

import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Copies objects of any size, and removes an original of which nothing is to be left.
 *
 * <p>Camel's producer copies at most 5 GB, sets no metadata and evaluates keys. The SDK's transfer manager would need a second,
 * asynchronous client for this one call.
 */
@Component
public class Copies {

    private final S3Client s3;

    public Copies(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * The object version to copy.
     *
     * @param version the version's id; null for the current one
     * @param head what S3 says of it
     */
    public record Original(String bucket, String key, String version, HeadObjectResponse head) {}

    /**
     * Returns what S3 says of an object version; empty if it does not exist any more.
     *
     * @param version the version's id; null for the current one
     */
    public Optional<HeadObjectResponse> head(String bucket, String key, String version) {
        try {
            return Optional.of(
                    s3.headObject(request -> request.bucket(bucket).key(key).versionId(version)));
        } catch (S3Exception e) {
            if (Denials.isChange(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Copies an object version within its bucket. S3 answers 412 if it has been overwritten.
     *
     * @param target the key of the copy
     * @param metadata all that the copy gets
     */
    public void copy(Original original, String target, Map<String, String> metadata) {
        copy(original, original.bucket(), target, metadata);
    }

    /** Copies an object version to a bucket, which may be another one. */
    void copy(Original original, String bucket, String target, Map<String, String> metadata) {
        if (original.head().contentLength() <= Multipart.MAX_WHOLE) {
            copyWhole(original, bucket, target, metadata);
        } else {
            copyInParts(original, bucket, target, metadata);
        }
    }

    /**
     * Removes an object if it is still this version. Checks the version before the delete, since not every S3 service supports a
     * conditional delete.
     */
    void removeOriginal(String bucket, String key, String etag) {
        try {
            if (s3.headObject(request -> request.bucket(bucket).key(key)).eTag().equals(etag)) {
                s3.deleteObject(request -> request.bucket(bucket).key(key).ifMatch(etag));
            }
        } catch (S3Exception e) {
            if (!Denials.isChange(e)) {
                throw e;
            }
        }
    }

    private void copyWhole(Original original, String bucket, String target, Map<String, String> metadata) {
        s3.copyObject(request -> request.sourceBucket(original.bucket())
                .sourceKey(original.key())
                .sourceVersionId(original.version())
                .copySourceIfMatch(original.head().eTag())
                .destinationBucket(bucket)
                .destinationKey(target)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(original.head().contentType())
                .metadata(metadata));
    }

    private void copyInParts(Original original, String bucket, String target, Map<String, String> metadata) {
        CreateMultipartUploadRequest copy = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(target)
                .contentType(original.head().contentType())
                .metadata(metadata)
                .build();
        Multipart.write(s3, copy, original.head().contentLength(), (upload, number, from, length) -> s3.uploadPartCopy(
                        request -> request.sourceBucket(original.bucket())
                                .sourceKey(original.key())
                                .sourceVersionId(original.version())
                                .copySourceIfMatch(original.head().eTag())
                                .copySourceRange("bytes=" + from + "-" + (from + length - 1))
                                .destinationBucket(bucket)
                                .destinationKey(target)
                                .uploadId(upload)
                                .partNumber(number))
                .copyPartResult()
                .eTag());
    }
}
