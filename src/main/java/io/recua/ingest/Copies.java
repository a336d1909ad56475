package io.recua.ingest;

import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/**
 * Copies objects of any size within the bucket.
 *
 * <p>Camel's producer copies at most 5 GB, sets no metadata and evaluates keys. The SDK's transfer manager would need a second,
 * asynchronous client for this one call.
 */
@Component
public class Copies {

    private final S3Client s3;

    Copies(S3Client s3) {
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
     * Copies an object version. S3 answers 412 if it has been overwritten.
     *
     * @param target the key of the copy
     * @param metadata all that the copy gets
     */
    public void copy(Original original, String target, Map<String, String> metadata) {
        if (original.head().contentLength() <= Multipart.MAX_WHOLE) {
            copyWhole(original, target, metadata);
        } else {
            copyInParts(original, target, metadata);
        }
    }

    private void copyWhole(Original original, String target, Map<String, String> metadata) {
        s3.copyObject(request -> request.sourceBucket(original.bucket())
                .sourceKey(original.key())
                .sourceVersionId(original.version())
                .copySourceIfMatch(original.head().eTag())
                .destinationBucket(original.bucket())
                .destinationKey(target)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(original.head().contentType())
                .metadata(metadata));
    }

    private void copyInParts(Original original, String target, Map<String, String> metadata) {
        CreateMultipartUploadRequest copy = CreateMultipartUploadRequest.builder()
                .bucket(original.bucket())
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
                                .destinationBucket(original.bucket())
                                .destinationKey(target)
                                .uploadId(upload)
                                .partNumber(number))
                .copyPartResult()
                .eTag());
    }
}
