package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Pauses and resumes the fetches or the loads of a feed in all instances. */
@Component
public class PauseSwitch {

    private static final Logger log = LoggerFactory.getLogger(PauseSwitch.class);

    private final RecuaProperties properties;
    private final Pauses pauses;
    private final Operators operators;
    private final Actions actions;

    PauseSwitch(RecuaProperties properties, Pauses pauses, Operators operators, Actions actions) {
        this.properties = properties;
        this.pauses = pauses;
        this.operators = operators;
        this.actions = actions;
    }

    /** What of a feed is paused or resumed. */
    public enum What {
        ALL(Task.FETCH, Task.LOAD),
        FETCH(Task.FETCH),
        LOAD(Task.LOAD);

        private final List<Task> tasks;

        What(Task... tasks) {
            this.tasks = List.of(tasks);
        }

        /**
         * Returns the constant of this name, in any case; {@link #ALL} for null.
         *
         * @throws ActionException if there is none
         */
        static What of(String name) {
            return Stream.of(values())
                    .filter(what -> name == null || what.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new ActionException(
                            Cause.BAD_REQUEST,
                            "a feed has no \"" + name + "\" to pause or resume; write \"all\", \"fetch\" or \"load\""));
        }

        public String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Pauses the tasks. Running loads end behind their running batch, in all instances, within a few seconds; a running
     * fetch ends as usual.
     *
     * @param reason may be null or blank
     * @throws ActionException if the feed is not enabled
     */
    public void pause(String feed, What what, String reason) {
        ActionException.requireEnabled(feed, properties);
        String by = operators.current().name();
        String why = reason == null || reason.isBlank() ? null : reason.strip();
        what.tasks.forEach(task -> pauses.begin(feed, task, by, why));
        String detail = what.lowerCase() + (why == null ? "" : ": " + why);
        actions.record(Action.Kind.PAUSE, feed, null, detail);
        log.info("Paused feed {}, requested by {}, {}", feed, by, detail);
    }

    /**
     * Resumes the tasks. The loads continue with the next look at the landing place.
     *
     * @throws ActionException if the feed is not enabled, or none of the tasks is paused
     */
    public void resume(String feed, What what) {
        ActionException.requireEnabled(feed, properties);
        long resumed =
                what.tasks.stream().filter(task -> pauses.end(feed, task)).count();
        if (resumed == 0) {
            throw new ActionException(
                    Cause.CONFLICT, "feed " + feed + " is not paused for " + what.lowerCase() + " by an operator");
        }
        actions.record(Action.Kind.RESUME, feed, null, what.lowerCase());
        log.info(
                "Resumed {} of feed {}, requested by {}",
                what.lowerCase(),
                feed,
                operators.current().name());
    }
}
