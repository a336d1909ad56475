package io.recua.ingest;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Makes S3 URL-encode the keys in lists; the SDK decodes them. XML cannot contain most control characters, so without this one
 * such key would make the list unreadable.
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
