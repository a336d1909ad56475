package io.recua.notify;

import io.recua.config.NotifyProperties.Event;
import io.recua.log.Visible;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A message in the outbox.
 *
 * @param id its place in the outbox
 * @param messageId what the receiver knows it by; the same each time it is sent
 * @param createdAt when it was written, in UTC
 * @param ended with {@code RECOVERED}, the event that began the state that has ended; else null
 */
public record Message(
        long id,
        String messageId,
        LocalDateTime createdAt,
        String feed,
        Event event,
        Event ended,
        String reason,
        String objectKey,
        Long loadId,
        Long rowsRead,
        Long rowsRejected) {

    Instant created() {
        return createdAt.toInstant(ZoneOffset.UTC);
    }

    /** Returns all of it in one line for people, without invisible characters. */
    String text() {
        String load = loadId == null
                ? ""
                : " (%s, load %d: %d rows read, %d rejected)".formatted(objectKey, loadId, rowsRead, rowsRejected);
        return Visible.of("Feed " + feed + ", " + event.label() + ": " + reason + load);
    }

    /** Returns the page's path to the load; without one, to the feed. */
    String path() {
        return loadId == null ? "/feeds/" + feed : "/loads/" + loadId;
    }
}
