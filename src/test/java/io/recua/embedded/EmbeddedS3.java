package io.recua.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 on 127.0.0.1 whose buckets are folders, so that they outlive it. */
public final class EmbeddedS3 implements AutoCloseable {
    private static final String ACCESS_KEY = "recua";
    private static final String SECRET_KEY = "recua-secret";

    private final S3Proxy proxy;
    private final S3Client client;

    private EmbeddedS3(S3Proxy proxy) {
        this.proxy = proxy;
        this.client = S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    /** Keeps objects as files under the folder, and their metadata as extended attributes of these. */
    public static EmbeddedS3 start(Path folder) {
        try {
            Path root = Files.createDirectories(folder.toAbsolutePath());
            requireUserAttributes(root);
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new WholeObjects(new FilesystemNio2BlobStore(root.toString())))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .stopTimeout(1_000)
                    .build();
            start(proxy);
            return new EmbeddedS3(proxy);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep an S3 in " + folder, e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    /** One client for all callers, open until this S3 closes. */
    public S3Client client() {
        return client;
    }

    /** Leaves a bucket that exists as it is. */
    public void createBucket(String name) {
        try {
            client.createBucket(request -> request.bucket(name));
        } catch (BucketAlreadyOwnedByYouException e) {
            // As it should be.
        }
    }

    @Override
    public void close() {
        client.close();
        stop(proxy);
    }

    private static void requireUserAttributes(Path root) throws IOException {
        if (!Files.getFileStore(root).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            throw new IOException("Its file system has no user attributes, and these keep an object's ETag");
        }
    }

    private static void start(S3Proxy proxy) {
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded S3 does not start", e);
        }
    }

    private static void stop(S3Proxy proxy) {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded S3 does not stop", e);
        }
    }

    /** Hides what is still being written: the store names it after the object and a UUID, and lists it. */
    private static final class WholeObjects extends ForwardingBlobStore {
        private static final Pattern UNFINISHED =
                Pattern.compile(".*-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

        WholeObjects(BlobStore store) {
            super(store);
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            ListObjectsV2Response page = super.list(request);
            List<S3Object> whole = page.contents().stream()
                    .filter(object -> !UNFINISHED.matcher(object.key()).matches())
                    .toList();
            return page.toBuilder().contents(whole).build();
        }
    }
}
