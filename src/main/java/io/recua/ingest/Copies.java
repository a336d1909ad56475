package io.recua.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/**
 * Copies objects of any size within the bucket.
 *
 * <p>Camel's producer copies at most 5 GB and no metadata of ours; the SDK's transfer manager would bring a second,
 * asynchronous client for this one call.
 */
@Component
public class Copies {

    private static final long MAX_COPY = 5L << 30;
    private static final long PART = 1L << 30;

    private final S3Client s3;

    Copies(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * The object version to copy.
     *
     * @param head what S3 says of it
     */
    public record Original(String bucket, String key, HeadObjectResponse head) {}

    /**
     * Copies an object, unless it was overwritten in the meantime.
     *
     * @param target the key of the copy
     * @param metadata all that the copy gets
     */
    public void copy(Original original, String target, Map<String, String> metadata) {
        if (original.head().contentLength() <= MAX_COPY) {
            copyWhole(original, target, metadata);
        } else {
            copyInParts(original, target, metadata);
        }
    }

    private void copyWhole(Original original, String target, Map<String, String> metadata) {
        s3.copyObject(request -> request.sourceBucket(original.bucket())
                .sourceKey(original.key())
                .copySourceIfMatch(original.head().eTag())
                .destinationBucket(original.bucket())
                .destinationKey(target)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(original.head().contentType())
                .metadata(metadata));
    }

    private void copyInParts(Original original, String target, Map<String, String> metadata) {
        String upload = s3.createMultipartUpload(request -> request.bucket(original.bucket())
                        .key(target)
                        .contentType(original.head().contentType())
                        .metadata(metadata))
                .uploadId();
        try {
            List<CompletedPart> parts = copyParts(original, target, upload);
            s3.completeMultipartUpload(request -> request.bucket(original.bucket())
                    .key(target)
                    .uploadId(upload)
                    .multipartUpload(completed -> completed.parts(parts)));
        } catch (SdkException e) {
            s3.abortMultipartUpload(
                    request -> request.bucket(original.bucket()).key(target).uploadId(upload));
            throw e;
        }
    }

    private List<CompletedPart> copyParts(Original original, String target, String upload) {
        long size = original.head().contentLength();
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += PART) {
            int number = parts.size() + 1;
            String range = "bytes=" + from + "-" + (Math.min(from + PART, size) - 1);
            String etag = s3.uploadPartCopy(request -> request.sourceBucket(original.bucket())
                            .sourceKey(original.key())
                            .copySourceIfMatch(original.head().eTag())
                            .copySourceRange(range)
                            .destinationBucket(original.bucket())
                            .destinationKey(target)
                            .uploadId(upload)
                            .partNumber(number))
                    .copyPartResult()
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        return parts;
    }
}
