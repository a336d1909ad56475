package io.recua;

import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.recua.config.RecuaProperties;
import io.recua.notify.SendLimit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/** Configures the SNS client for messages about feeds, with the SDK's defaults, for the region of the topic. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("recua.notify.sns.topic")
class SnsConfiguration {

    @Bean
    SnsClient snsClient(AwsClientBuilderConfigurer defaults, RecuaProperties properties) {
        SnsClientBuilder client = defaults.configure(SnsClient.builder());
        Arn.fromString(properties.notices().sns().topic())
                .region()
                .map(Region::of)
                .ifPresent(client::region);
        return client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                        .apiCallTimeout(SendLimit.LENGTH)
                        .build())
                .build();
    }
}
