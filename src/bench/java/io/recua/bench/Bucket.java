package io.recua.bench;

import io.recua.embedded.EmbeddedS3;
import java.nio.file.Path;
import java.util.Map;

/** The bucket of the embedded S3, which runs in the benchmark's own JVM. */
record Bucket(EmbeddedS3 s3, String name) implements AutoCloseable {

    static Bucket open(Path folder) {
        EmbeddedS3 s3 = EmbeddedS3.start(folder);
        s3.createBucket("bench");
        Bucket bucket = new Bucket(s3, "bench");
        bucket.empty();
        return bucket;
    }

    /** The settings by which the AWS SDK of another JVM finds it. */
    Map<String, String> settings() {
        return Map.of(
                "aws.endpointUrl", s3.endpoint().toString(),
                "aws.region", "us-east-1",
                "aws.accessKeyId", s3.accessKey(),
                "aws.secretAccessKey", s3.secretKey());
    }

    void put(String key, Path file) {
        s3.client().putObject(request -> request.bucket(name).key(key), file);
    }

    boolean holds(String key) {
        return s3.client()
                        .listObjectsV2(request -> request.bucket(name).prefix(key))
                        .keyCount()
                > 0;
    }

    void empty() {
        s3.client()
                .listObjectsV2Paginator(request -> request.bucket(name))
                .contents()
                .forEach(object ->
                        s3.client().deleteObject(request -> request.bucket(name).key(object.key())));
    }

    @Override
    public void close() {
        empty();
        s3.close();
    }
}
