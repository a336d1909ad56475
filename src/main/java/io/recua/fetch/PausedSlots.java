package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Leaves the slots of paused feeds open, and tells which feeds to fetch when they are resumed: those with the setting
 * {@code catch-up} of which this instance left a slot open. After a restart, the catch-up of the start does the same.
 */
@Component("pausedSlots")
public class PausedSlots {

    private static final Logger log = LoggerFactory.getLogger(PausedSlots.class);

    private final Pauses pauses;
    private final RecuaProperties properties;

    PausedSlots(Pauses pauses, RecuaProperties properties) {
        this.pauses = pauses;
        this.properties = properties;
    }

    /** Returns why the slot stays open; empty if the feed may be fetched. */
    Optional<Pause> leaveOpen(String feed, String slot) {
        Optional<Pause> pause = pauses.of(feed, Task.FETCH);
        pause.ifPresent(paused -> {
            if (properties.feed(feed).catchUp()) {
                pauses.remember(paused);
            }
            log.info("Did not fetch feed {} for slot {}, which stays open: {}", feed, slot, paused.sentence());
        });
        return pause;
    }

    /** Returns the feeds that missed a slot and were resumed since; each of them once. */
    public List<String> resumed() {
        return pauses.resumed(Task.FETCH);
    }
}
