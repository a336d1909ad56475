package io.recua.notify;

import io.recua.config.NotifyProperties.Event;

/**
 * What is told of a feed.
 *
 * @param reason why, in one sentence
 * @param object the key of the object as it landed; null if the event has none
 * @param loadId the number of its load; null if the event has none
 * @param read the records of the load; null if the event has no load
 * @param rejected the rejected rows of the load; null if the event has no load
 */
public record Notice(Event event, String feed, String reason, String object, Long loadId, Long read, Long rejected) {

    /** Returns a notice without a load. */
    public static Notice of(Event event, String feed, String reason) {
        return new Notice(event, feed, reason, null, null, null, null);
    }

    /** Returns the notice with another reason. */
    public Notice because(String other) {
        return new Notice(event, feed, other, object, loadId, read, rejected);
    }
}
