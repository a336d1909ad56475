package io.recua.ingest;

import java.time.Duration;

/**
 * The queue of S3 events.
 *
 * @param url the queue's URL
 * @param visibilityTimeout how long SQS hides a message after each receive or extension
 */
public record EventQueue(String url, Duration visibilityTimeout) {

    /** The queue's name, the last part of its URL. */
    public String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
