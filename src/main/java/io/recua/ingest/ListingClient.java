package io.recua.ingest;

import java.io.InputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;

/**
 * Lists the objects of a bucket and gives each out empty. Camel's S3 consumer opens each object that it finds, before a
 * route is asked: one that S3 does not give out, such as an archived one, would stop the consumer for good.
 */
public final class ListingClient extends DelegatingS3Client {

    public ListingClient(S3Client s3) {
        super(s3);
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

    /** Each endpoint of Camel asks for the bucket when it starts, one after the other; the start has done so once. */
    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        return HeadBucketResponse.builder().build();
    }

    /** The client that does the work belongs to others. */
    @Override
    public void close() {}
}
