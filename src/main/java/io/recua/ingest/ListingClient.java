package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.io.InputStream;
import java.util.List;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;

/**
 * Lists the objects of a bucket and returns each object empty. Camel's S3 consumer opens each object that it finds, before the
 * route runs. An object that S3 does not return, such as an archived one, would stop the consumer for ever.
 *
 * <p>It answers the list of a landing place without a request if {@link LandingPlaces} knows that the place is empty.
 */
public final class ListingClient extends DelegatingS3Client {

    private final LandingPlaces places;

    public ListingClient(S3Client s3, RecuaProperties properties) {
        super(s3);
        this.places = new LandingPlaces(s3, properties);
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return places.isEmpty(request.bucket(), request.prefix())
                ? ListObjectsResponse.builder()
                        .contents(List.of())
                        .isTruncated(false)
                        .build()
                : super.listObjects(request);
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        try {
            return transformer.transform(
                    GetObjectResponse.builder().contentLength(0L).build(),
                    AbortableInputStream.create(InputStream.nullInputStream()));
        } catch (Exception e) {
            throw new IllegalStateException("an empty object cannot be transformed", e);
        }
    }

    /** Answers without a request: each endpoint checks the bucket when it starts, and the start has checked it once. */
    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        return HeadBucketResponse.builder().build();
    }

    /** Does nothing: other beans use the client behind this one. */
    @Override
    public void close() {}
}
