package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
 * A feed whose place is empty does not wait any more: no route runs that could notice this.
 */
public final class ListingClient extends DelegatingS3Client {

    private final LandingPlaces places;
    private final WaitingFeeds waiting;
    private final String bucket;
    private final Map<String, String> feeds;

    public ListingClient(S3Client s3, RecuaProperties properties, WaitingFeeds waiting) {
        super(s3);
        this.places = new LandingPlaces(s3, properties);
        this.waiting = waiting;
        this.bucket = properties.bucket();
        this.feeds =
                properties.feeds().keySet().stream().collect(Collectors.toMap(LandingKey::prefix, Function.identity()));
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        ListObjectsResponse found = places.isEmpty(request.bucket(), request.prefix())
                ? ListObjectsResponse.builder()
                        .contents(List.of())
                        .isTruncated(false)
                        .build()
                : super.listObjects(request);
        if (found.contents().isEmpty() && bucket.equals(request.bucket()) && feeds.containsKey(request.prefix())) {
            waiting.clear(feeds.get(request.prefix()));
        }
        return found;
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
