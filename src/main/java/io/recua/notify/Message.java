package io.recua.notify;

import io.recua.config.NotifyProperties.Event;
import io.recua.log.Visible;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.StringJoiner;

/**
 * A message in the outbox, and what its channels say of it. The text has no invisible characters: it holds names and reasons from
 * outside.
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

    /** Returns the feed and the event: printable ASCII, less than 100 characters, as SNS demands of a subject. */
    String subject() {
        return "Recua: feed " + feed + ", " + event.label();
    }

    /** Returns all of it in one line for people. */
    String text() {
        String load = loadId == null
                ? ""
                : " (%s, load %d: %d rows read, %d rejected)".formatted(objectKey, loadId, rowsRead, rowsRejected);
        return Visible.of("Feed " + feed + ", " + event.label() + ": " + reason + load);
    }

    /** Returns the same as a text of several lines, with the link and the id. */
    String letter(String pageUrl) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(Visible.of("Feed " + feed + ", " + event.label() + ": " + reason))
                .add("");
        if (loadId != null) {
            lines.add(Visible.of("Object:   " + objectKey))
                    .add("Load:     " + loadId)
                    .add("Rows:     " + rowsRead + " read, " + rowsRejected + " rejected");
        }
        lines.add("At:       " + created());
        if (pageUrl != null) {
            lines.add("Page:     " + link(pageUrl));
        }
        return lines.add("Message:  " + messageId).toString();
    }

    /** Returns the page's address of the load; without one, of the feed. Null if the settings do not say where the page is. */
    String link(String pageUrl) {
        String path = loadId == null ? "/feeds/" + feed : "/loads/" + loadId;
        return pageUrl == null ? null : pageUrl.replaceFirst("/+$", "") + path;
    }
}
