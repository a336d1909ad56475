package io.recua;

import io.awspring.cloud.autoconfigure.s3.S3ClientCustomizer;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.failure.Cause;
import io.recua.ingest.ListingClient;
import io.recua.ingest.UrlEncodedLists;
import io.recua.ingest.WaitingFeeds;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Configures the S3 client: the SDK's defaults, path-style URLs for a custom endpoint, and listings that accept any key.
 * Checks at the start that the bucket exists.
 */
@Configuration(proxyBeanMethods = false)
class S3Configuration {

    /** Uses path-style URLs for a custom endpoint: only AWS serves a host name for each bucket. */
    @Bean
    S3ClientCustomizer pathStyleAtOwnEndpoint(Environment environment) {
        boolean customEndpoint = StringUtils.hasText(environment.getProperty("AWS_ENDPOINT_URL"))
                || StringUtils.hasText(environment.getProperty("AWS_ENDPOINT_URL_S3"))
                || StringUtils.hasText(environment.getProperty("aws.endpointUrl"));
        return client -> {
            if (customEndpoint) {
                client.forcePathStyle(true);
            }
        };
    }

    @Bean
    S3ClientCustomizer anyKeyInLists() {
        return client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(new UrlEncodedLists())
                .build());
    }

    /** The client with which the routes poll {@code landing/}; they refer to it by the name of its bean. */
    @Bean(autowireCandidate = false)
    S3Client listing(S3Client s3, RecuaProperties properties, WaitingFeeds waiting) {
        return new ListingClient(s3, properties, waiting);
    }

    @Bean
    InitializingBean bucketIsThere(S3Client s3, RecuaProperties properties) {
        return () -> {
            try {
                s3.headBucket(request -> request.bucket(properties.bucket()));
            } catch (SdkException e) {
                throw new SettingException(
                        "recua.bucket",
                        "cannot use the bucket " + properties.bucket() + ": " + reason(e)
                                + "; check the bucket's name, the region, the credentials and AWS_ENDPOINT_URL",
                        e);
            }
        };
    }

    /** Returns what the status means: S3 answers a HEAD without a message. */
    private static String reason(SdkException e) {
        if (!(e instanceof S3Exception denial)) {
            return Cause.line(e);
        }
        return switch (denial.statusCode()) {
            case 301 -> "it is in another region";
            case 403 -> "S3 denies access to it (403)";
            case 404 -> "there is no bucket of this name (404)";
            default -> "S3 answers " + denial.statusCode();
        };
    }
}
