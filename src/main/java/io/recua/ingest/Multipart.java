package io.recua.ingest;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/** Writes a large object in parts. The object appears complete or not at all. */
final class Multipart {

    /** The limit of S3 for one request, in bytes. */
    static final long MAX_WHOLE = 5L << 30;

    private static final long PART = 1L << 30;

    private Multipart() {}

    /** Writes one part and returns its ETag. */
    interface Part {
        String write(String upload, int number, long from, long length);
    }

    static void write(S3Client s3, CreateMultipartUploadRequest target, long size, Part part) {
        String upload = s3.createMultipartUpload(target).uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < size; from += PART) {
                int number = parts.size() + 1;
                String etag = part.write(upload, number, from, Math.min(PART, size - from));
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
            s3.completeMultipartUpload(request -> request.bucket(target.bucket())
                    .key(target.key())
                    .uploadId(upload)
                    .multipartUpload(completed -> completed.parts(parts)));
        } catch (SdkException e) {
            s3.abortMultipartUpload(
                    request -> request.bucket(target.bucket()).key(target.key()).uploadId(upload));
            throw e;
        }
    }
}
