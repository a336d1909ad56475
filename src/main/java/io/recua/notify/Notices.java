package io.recua.notify;

import io.recua.config.NotifyProperties;
import io.recua.config.NotifyProperties.Channel;
import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.database.DatabaseClock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Decides what is told of the feeds, and writes it to the outbox. A state is a feed with an event other than {@code RECOVERED}. It
 * is told once when it begins and once when it ends, however often the event occurs in between.
 *
 * <p>The caller must be in the transaction that changes the state, and hold a lease, so that no other caller changes the same state
 * at the same time.
 */
@Component
public class Notices {

    private final NotifyProperties settings;
    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    Notices(RecuaProperties properties, JdbcClient jdbc, DatabaseClock clock) {
        this.settings = properties.notices();
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record State(boolean told, LocalDateTime since) {}

    /** Returns whether an event is told. */
    public boolean isOn(Event event) {
        return settings.isOn(event);
    }

    /** Notes an event. Tells it, unless its state is told already. Does nothing if the settings exclude the event. */
    public void begin(Notice notice) {
        begin(notice, 1);
    }

    /** Does the same, but tells the event only after it has occurred so many times since the state last ended. */
    public void begin(Notice notice, int times) {
        if (!isOn(notice.event())) {
            return;
        }
        String event = notice.event().name();
        jdbc.sql("insert into recua_notice (feed, event, since) values (?, ?, utc_timestamp(3))"
                        + " on duplicate key update times = times + 1")
                .params(notice.feed(), event)
                .update();
        int begun = jdbc.sql(
                        "update recua_notice set told = true where feed = ? and event = ? and times >= ? and not told")
                .params(notice.feed(), event, times)
                .update();
        if (begun > 0) {
            put(notice, null);
        }
    }

    /**
     * Ends a state. Tells that the feed has recovered, if the state was told. Without a channel the state stays: this process, such
     * as a command with other settings, cannot tell, and a later one can.
     *
     * @param event the event that began the state
     * @param notice what ended it; since when the state lasted is added to its reason
     */
    public void end(Event event, Notice notice) {
        if (!settings.isOn()) {
            return;
        }
        Optional<State> state = jdbc.sql("select told, since from recua_notice where feed = ? and event = ?")
                .params(notice.feed(), event.name())
                .query(State.class)
                .optional();
        if (state.isEmpty()) {
            return;
        }
        // A load and an operator may end the state at the same time: the one that deletes it tells.
        boolean ended = jdbc.sql("delete from recua_notice where feed = ? and event = ?")
                        .params(notice.feed(), event.name())
                        .update()
                > 0;
        if (ended && state.get().told() && isOn(Event.RECOVERED)) {
            Instant since = state.get().since().toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
            put(notice.because(notice.reason() + "; " + before(event) + since), event);
        }
    }

    /** Returns what was so while the state lasted; the instant of its first event follows. */
    private static String before(Event event) {
        return switch (event) {
            case REFUSED -> "objects had been refused since ";
            case GUARD_NOT_MET -> "objects had not met the setting expect since ";
            case REJECTED -> "loads had rejected too many rows since ";
            case FETCH_FAILED -> "fetches had failed since ";
            case OVERDUE -> "the feed was found overdue at ";
            case PAUSED -> "the pause was found too long at ";
            case RECOVERED -> throw new IllegalArgumentException("an end has no end");
        };
    }

    /**
     * Returns whether a state has begun and not ended, and keeps other transactions from changing it. A caller that holds no
     * lease must call this before it ends the state.
     */
    public boolean lock(Event event, String feed) {
        return jdbc.sql("select 1 from recua_notice where feed = ? and event = ? for update")
                .params(feed, event.name())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Returns the feeds for which the state of this event is told and has not ended. */
    public Set<String> told(Event event) {
        return Set.copyOf(jdbc.sql("select feed from recua_notice where event = ? and told")
                .param(event.name())
                .query(String.class)
                .list());
    }

    /** Writes one row for each channel, so that each is delivered on its own; all have the same id and instant. */
    private void put(Notice notice, Event ended) {
        String id = UUID.randomUUID().toString();
        LocalDateTime now = LocalDateTime.ofInstant(clock.now(), ZoneOffset.UTC);
        settings.channels().forEach(channel -> put(channel, id, now, notice, ended));
    }

    private void put(Channel channel, String id, LocalDateTime now, Notice notice, Event ended) {
        jdbc.sql(
                        "insert into recua_outbox (channel, message_id, feed, event, ended, reason, object_key, load_id, rows_read,"
                                + " rows_rejected, created_at, due_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        channel.label(),
                        id,
                        notice.feed(),
                        notice.event().name(),
                        ended == null ? null : ended.name(),
                        notice.reason(),
                        notice.object(),
                        notice.loadId(),
                        notice.read(),
                        notice.rejected(),
                        now,
                        now))
                .update();
    }
}
