package io.recua.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Moves an object that is settled out of its landing place, unless it was overwritten in the meantime. Moving again what
 * was moved already does nothing.
 *
 * <p>Camel's producer copies at most 5 GB and no metadata of ours; the SDK's transfer manager would bring a second,
 * asynchronous client for this one call.
 */
@Component("archive")
public class Archive {

    private static final long MAX_COPY = 5L << 30;
    private static final long PART = 1L << 30;
    private static final int MAX_REASON = 1000;

    private final S3Client s3;

    Archive(S3Client s3) {
        this.s3 = s3;
    }

    /** Moves a loaded object to {@code archive/}. */
    public void archive(@Variable(ClaimRepository.CLAIM) Claim claim) {
        move(claim, "archive/" + claim.rest(), Map.of());
    }

    /**
     * Moves a refused object to {@code quarantine/}, with the reason as metadata {@code recua-reason}.
     *
     * @param reason null for an object that was refused before
     */
    public void quarantine(@Variable(ClaimRepository.CLAIM) Claim claim, @Variable("reason") String reason) {
        String known = reason != null ? reason : String.valueOf(claim.error());
        String ascii = known.replaceAll("[^ -~]", "?");
        String cut = ascii.substring(0, Math.min(ascii.length(), MAX_REASON));
        move(claim, "quarantine/" + claim.rest(), Map.of("recua-reason", cut));
    }

    private void move(Claim claim, String target, Map<String, String> metadata) {
        HeadObjectResponse source;
        try {
            source = s3.headObject(request -> request.bucket(claim.bucket()).key(claim.key()));
        } catch (NoSuchKeyException e) {
            return;
        }
        if (!source.eTag().equals(claim.etag())) {
            return;
        }
        Map<String, String> all = new HashMap<>(source.metadata());
        all.putAll(metadata);
        if (source.contentLength() <= MAX_COPY) {
            copy(claim, target, all, source.contentType());
        } else {
            copyInParts(claim, target, all, source);
        }
        s3.deleteObject(request -> request.bucket(claim.bucket()).key(claim.key()));
    }

    private void copy(Claim claim, String target, Map<String, String> metadata, String contentType) {
        s3.copyObject(request -> request.sourceBucket(claim.bucket())
                .sourceKey(claim.key())
                .copySourceIfMatch(claim.etag())
                .destinationBucket(claim.bucket())
                .destinationKey(target)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(contentType)
                .metadata(metadata));
    }

    private void copyInParts(Claim claim, String target, Map<String, String> metadata, HeadObjectResponse source) {
        String upload = s3.createMultipartUpload(request -> request.bucket(claim.bucket())
                        .key(target)
                        .contentType(source.contentType())
                        .metadata(metadata))
                .uploadId();
        try {
            List<CompletedPart> parts = copyParts(claim, target, upload, source.contentLength());
            s3.completeMultipartUpload(request -> request.bucket(claim.bucket())
                    .key(target)
                    .uploadId(upload)
                    .multipartUpload(completed -> completed.parts(parts)));
        } catch (SdkException e) {
            s3.abortMultipartUpload(
                    request -> request.bucket(claim.bucket()).key(target).uploadId(upload));
            throw e;
        }
    }

    private List<CompletedPart> copyParts(Claim claim, String target, String upload, long size) {
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += PART) {
            int number = parts.size() + 1;
            String range = "bytes=" + from + "-" + (Math.min(from + PART, size) - 1);
            String etag = s3.uploadPartCopy(request -> request.sourceBucket(claim.bucket())
                            .sourceKey(claim.key())
                            .copySourceIfMatch(claim.etag())
                            .copySourceRange(range)
                            .destinationBucket(claim.bucket())
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
