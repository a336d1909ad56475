package io.recua.ingest;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Asks S3 to URL-encode the keys in each list; the SDK decodes them. XML cannot hold most control characters, so one key
 * with such a character would make the list of all keys unreadable.
 */
public final class UrlEncodedLists implements ExecutionInterceptor {

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof ListObjectsV2Request list) {
            return list.toBuilder().encodingType(EncodingType.URL).build();
        }
        if (context.request() instanceof ListObjectsRequest list) {
            return list.toBuilder().encodingType(EncodingType.URL).build();
        }
        return context.request();
    }
}
