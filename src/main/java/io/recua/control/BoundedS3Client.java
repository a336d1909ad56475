package io.recua.control;

import java.util.function.Function;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * The S3 client for requests that somebody waits for: one that is not answered within {@link Outage#LIMIT} fails by an
 * {@link ApiCallTimeoutException}. The content of an object may take longer.
 */
final class BoundedS3Client extends DelegatingS3Client {

    BoundedS3Client(S3Client s3) {
        super(s3);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        return operation.apply((T) request.toBuilder()
                .overrideConfiguration(limits -> limits.apiCallTimeout(Outage.LIMIT))
                .build());
    }
}
