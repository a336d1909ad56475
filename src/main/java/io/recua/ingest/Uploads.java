package io.recua.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/** Writes files of any size to the bucket. It replaces Camel's producer, which evaluates the key as an expression. */
@Component
public class Uploads {

    private final S3Client s3;

    Uploads(S3Client s3) {
        this.s3 = s3;
    }

    /** Writes the file as an object, which appears complete or not at all. */
    public void put(Path file, String bucket, String key) throws IOException {
        long size = Files.size(file);
        if (size <= Multipart.MAX_WHOLE) {
            s3.putObject(request -> request.bucket(bucket).key(key), file);
        } else {
            putInParts(file, size, bucket, key);
        }
    }

    private void putInParts(Path file, long size, String bucket, String key) {
        CreateMultipartUploadRequest target =
                CreateMultipartUploadRequest.builder().bucket(bucket).key(key).build();
        Multipart.write(s3, target, size, (upload, number, from, length) -> s3.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromContentProvider(() -> from(file, from), length, "text/csv"))
                .eTag());
    }

    private static InputStream from(Path file, long position) {
        try {
            InputStream bytes = Files.newInputStream(file);
            bytes.skipNBytes(position);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
