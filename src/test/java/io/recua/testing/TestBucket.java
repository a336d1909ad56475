package io.recua.testing;

import io.recua.embedded.EmbeddedAws;
import io.recua.embedded.EmbeddedS3;
import io.recua.embedded.EmbeddedSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of its own in the embedded S3, which the AWS settings of this JVM point to. */
public record TestBucket(String name, S3Client s3) {

    private static final EmbeddedS3 SHARED = EmbeddedS3.start(Folder.of("s3"));

    /** Parameter Store and Secrets Manager at the same address. */
    public static final EmbeddedSettings SETTINGS = EmbeddedSettings.start();

    /** The one address of all embedded services of AWS. */
    static final EmbeddedAws ADDRESS =
            EmbeddedAws.start(SHARED).with("amazonssm.", SETTINGS.port()).with("secretsmanager.", SETTINGS.port());

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    /** The settings by which the AWS SDK finds the embedded services, as system properties. */
    public static final Map<String, String> AWS = Map.of(
            "aws.endpointUrl", ADDRESS.endpoint().toString(),
            "aws.region", "us-east-1",
            "aws.accessKeyId", SHARED.accessKey(),
            "aws.secretAccessKey", SHARED.secretKey());

    static {
        AWS.forEach(System::setProperty);
    }

    /** An empty bucket. */
    public static TestBucket empty() {
        TestBucket bucket = new TestBucket("test-" + BUCKETS.incrementAndGet(), SHARED.client());
        SHARED.createBucket(bucket.name());
        bucket.keys("")
                .forEach(
                        key -> bucket.s3.deleteObject(r -> r.bucket(bucket.name).key(key)));
        return bucket;
    }

    /** Puts an object; characters are UTF-8. */
    public void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String key, byte[] content) {
        s3.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(content));
    }

    public byte[] bytes(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(name).key(key)).asByteArray();
    }

    public String text(String key) {
        return new String(bytes(key), StandardCharsets.UTF_8);
    }

    /** The one file of rejected rows of the loads of an object, by what its key is behind {@code landing/}, unpacked. */
    public String rejected(String name) {
        List<String> files = keys("rejected/" + name + "-load-");
        if (files.size() != 1) {
            throw new AssertionError("not one file of rejected rows of " + name + ", but " + files);
        }
        return text(files.get(0));
    }

    public Map<String, String> metadata(String key) {
        return s3.headObject(request -> request.bucket(name).key(key)).metadata();
    }

    public List<String> keys(String prefix) {
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }
}
