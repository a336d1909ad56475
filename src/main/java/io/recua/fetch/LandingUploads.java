package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.ingest.Copies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.input.BoundedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads files in parts. The object appears only when the upload is completed, by one short request, so that it fits
 * into a transaction. Camel's producer cannot separate these steps, and evaluates the key as an expression.
 */
@Component
class LandingUploads {

    private static final Logger log = LoggerFactory.getLogger(LandingUploads.class);

    private static final long PART = 16L << 20;
    private static final int MAX_PARTS = 10_000;

    private final S3Client s3;
    private final Copies copies;
    private final String bucket;

    LandingUploads(S3Client s3, Copies copies, RecuaProperties properties) {
        this.s3 = s3;
        this.copies = copies;
        this.bucket = properties.bucket();
    }

    /**
     * Uploads the parts of a file; the object does not appear yet. The caller must close the upload.
     *
     * @param metadata what the object has beside its content
     */
    Upload begin(String key, Path file, Map<String, String> metadata) throws IOException {
        Upload upload = new Upload(
                key,
                s3.createMultipartUpload(
                                request -> request.bucket(bucket).key(key).metadata(metadata))
                        .uploadId());
        try {
            upload.uploadParts(file, Files.size(file));
            return upload;
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    /** A multipart upload. Closing it aborts it, unless it was completed. */
    final class Upload implements AutoCloseable {

        private final String key;
        private final String id;
        private final List<CompletedPart> parts = new ArrayList<>();
        private boolean completed;

        private Upload(String key, String id) {
            this.key = key;
            this.id = id;
        }

        private void uploadParts(Path file, long size) {
            long length = Math.max(PART, (size + MAX_PARTS - 1) / MAX_PARTS);
            for (long from = 0; from < size; from += length) {
                long offset = from;
                int number = parts.size() + 1;
                long part = Math.min(length, size - from);
                String etag = s3.uploadPart(
                                request -> request.bucket(bucket)
                                        .key(key)
                                        .uploadId(id)
                                        .partNumber(number)
                                        .contentLength(part),
                                RequestBody.fromContentProvider(
                                        () -> content(file, offset, part), part, "application/octet-stream"))
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
        }

        /**
         * Makes the object appear, unless an earlier try has: its answer may have been lost, or its transaction been rolled back. If
         * the SDK repeats a request whose answer was lost, a store may answer that it knows no such upload.
         */
        void complete() {
            if (isThere()) {
                return;
            }
            try {
                s3.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
            } catch (SdkException e) {
                if (!isThere()) {
                    throw e;
                }
            }
            completed = true;
        }

        private boolean isThere() {
            return copies.head(bucket, key, null).isPresent();
        }

        /** Aborts the upload, unless it was completed. */
        @Override
        public void close() {
            if (!completed) {
                try {
                    s3.abortMultipartUpload(
                            request -> request.bucket(bucket).key(key).uploadId(id));
                } catch (SdkException e) {
                    log.debug(
                            "Could not abort the upload of {}; the bucket's rule for incomplete uploads removes its parts",
                            key,
                            e);
                }
            }
        }
    }

    /** Opens one part of the file; the SDK opens it again for each retry. */
    private static InputStream content(Path file, long offset, long length) {
        try {
            InputStream content = Files.newInputStream(file);
            content.skipNBytes(offset);
            return BoundedInputStream.builder()
                    .setInputStream(content)
                    .setMaxCount(length)
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
