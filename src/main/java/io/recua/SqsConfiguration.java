package io.recua;

import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.ingest.EventQueue;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Configures the SQS client for trigger {@code sqs}, with the SDK's defaults; checks that the queue can be used. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "recua.trigger", havingValue = "sqs")
class SqsConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SqsConfiguration.class);

    /** Camel extends the visibility of a message in whole seconds, before the last second begins. */
    private static final Duration MIN_VISIBILITY = Duration.ofSeconds(2);

    @Bean
    SqsClient sqsClient(AwsClientBuilderConfigurer defaults) {
        return defaults.configure(SqsClient.builder()).build();
    }

    @Bean
    EventQueue eventQueue(SqsClient sqs, RecuaProperties properties) {
        String setting = properties.queue().strip();
        try {
            String url = url(sqs, setting);
            Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(request -> request.queueUrl(url)
                            .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT, QueueAttributeName.REDRIVE_POLICY))
                    .attributes();
            EventQueue queue = new EventQueue(
                    url, Duration.ofSeconds(Long.parseLong(attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT))));
            check(queue, attributes.containsKey(QueueAttributeName.REDRIVE_POLICY));
            return queue;
        } catch (SdkException | IllegalArgumentException e) {
            throw new SettingException(
                    "recua.queue",
                    "cannot use the queue " + setting + ": " + e.getMessage()
                            + "; check the queue's name, URL or ARN, the region, the credentials and AWS_ENDPOINT_URL",
                    e);
        }
    }

    private static String url(SqsClient sqs, String setting) {
        if (setting.matches("https?://.*")) {
            return setting;
        }
        if (setting.startsWith("arn:")) {
            Arn arn = Arn.fromString(setting);
            return sqs.getQueueUrl(request -> request.queueName(arn.resourceAsString())
                            .queueOwnerAWSAccountId(arn.accountId().orElse(null)))
                    .queueUrl();
        }
        return sqs.getQueueUrl(request -> request.queueName(setting)).queueUrl();
    }

    private static void check(EventQueue queue, boolean redrives) {
        if (queue.visibilityTimeout().compareTo(MIN_VISIBILITY) < 0) {
            throw new SettingException(
                    "recua.queue",
                    "the queue " + queue.name() + " has a visibility timeout of "
                            + queue.visibilityTimeout().toSeconds() + " s; set it to 60 s or more");
        }
        if (!redrives) {
            log.warn(
                    "The queue {} has no dead-letter queue: an unreadable message is received again and again until it"
                            + " expires; add a redrive policy",
                    queue.name());
        }
    }
}
