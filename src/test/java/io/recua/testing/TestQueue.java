package io.recua.testing;

import io.recua.embedded.EmbeddedSqs;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue of its own, with a dead-letter queue, in the embedded SQS, which the AWS settings of this JVM point to. */
public record TestQueue(String name, String url, String deadLettersUrl, SqsClient sqs) {

    private static final EmbeddedSqs SHARED = EmbeddedSqs.start();
    private static final AtomicInteger QUEUES = new AtomicInteger();

    static {
        TestBucket.AWS.forEach(System::setProperty);
        TestBucket.ADDRESS.with("amazonsqs.", SHARED.port());
    }

    /** A queue that hides a received message for so many seconds, and gives it out so many times. */
    public static TestQueue empty(int visibilityTimeout, int receives) {
        SqsClient sqs = SqsClient.create();
        String name = "events-" + QUEUES.incrementAndGet();
        String deadLetters =
                sqs.createQueue(request -> request.queueName(name + "-dead")).queueUrl();
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String url = sqs.createQueue(request -> request.queueName(name)
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                Integer.toString(visibilityTimeout),
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}".formatted(arn, receives))))
                .queueUrl();
        return new TestQueue(name, url, deadLetters, sqs);
    }

    public void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    /** Tells that an object was created, as S3 does; the embedded one tells nobody. */
    public void announce(TestBucket bucket, String key) {
        send(created(
                bucket.name(), URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/")));
    }

    /** S3's notification of a created object. */
    public static String created(String bucket, String encodedKey) {
        return """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
                  "eventTime":"2026-01-05T05:00:03.123Z","eventName":"ObjectCreated:Put",
                  "s3":{"s3SchemaVersion":"1.0","configurationId":"landing",
                    "bucket":{"name":"%s","ownerIdentity":{"principalId":"A3"},"arn":"arn:aws:s3:::%s"},
                    "object":{"key":"%s","size":12,"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"0055AED6"}}}]}"""
                .formatted(bucket, bucket, encodedKey);
    }

    /** How many messages are in the queue, hidden ones included. */
    public int size() {
        return visible() + count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** How many messages whoever asks would get. */
    public int visible() {
        return count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    public List<String> deadLetters() {
        return sqs
                .receiveMessage(request ->
                        request.queueUrl(deadLettersUrl).maxNumberOfMessages(10).visibilityTimeout(0))
                .messages()
                .stream()
                .map(Message::body)
                .toList();
    }

    /** Empties the queue and its dead letters. */
    public void purge() {
        sqs.purgeQueue(request -> request.queueUrl(url));
        sqs.purgeQueue(request -> request.queueUrl(deadLettersUrl));
    }

    private int count(QueueAttributeName attribute) {
        return Integer.parseInt(
                sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(attribute))
                        .attributes()
                        .get(attribute));
    }
}
