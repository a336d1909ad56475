package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Pauses and resumes the fetches or the loads of a feed in all instances. */
@Component
public class PauseSwitch {

    private static final Logger log = LoggerFactory.getLogger(PauseSwitch.class);

    private final RecuaProperties properties;
    private final Pauses pauses;
    private final TransactionTemplate transaction;
    private final Operators operators;
    private final Actions actions;

    PauseSwitch(
            RecuaProperties properties,
            Pauses pauses,
            PlatformTransactionManager transactions,
            Operators operators,
            Actions actions) {
        this.properties = properties;
        this.pauses = pauses;
        this.transaction = new TransactionTemplate(transactions);
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

        /** Returns the constant of these tasks. */
        private static What of(List<Task> tasks) {
            return Stream.of(values())
                    .filter(what -> what.tasks.equals(tasks))
                    .findFirst()
                    .orElseThrow();
        }

        /** Returns the tasks in words, such as {@code fetches and loads}. */
        public String words() {
            return tasks.stream().map(Task::word).collect(Collectors.joining(" and "));
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
        String detail = what.lowerCase() + (why == null ? "" : ": " + why);
        transaction.executeWithoutResult(status -> {
            what.tasks.forEach(task -> pauses.begin(feed, task, by, why));
            actions.record(Action.Kind.PAUSE, feed, null, detail);
        });
        log.info("Paused feed {}, requested by {}, {}", feed, by, detail);
    }

    /**
     * Resumes those of the tasks that an operator has paused. The loads continue with the next look at the landing place.
     *
     * @return what was resumed
     * @throws ActionException if the feed is not enabled, or an operator has paused none of the tasks
     */
    public What resume(String feed, What what) {
        ActionException.requireEnabled(feed, properties);
        What resumed = transaction.execute(status -> {
            List<Task> tasks =
                    what.tasks.stream().filter(task -> pauses.end(feed, task)).toList();
            if (tasks.isEmpty()) {
                throw new ActionException(
                        Cause.CONFLICT,
                        what.words() + " of feed " + feed + " are not paused by an operator" + window(feed, what));
            }
            What ended = What.of(tasks);
            actions.record(Action.Kind.RESUME, feed, null, ended.lowerCase());
            return ended;
        });
        log.info(
                "Resumed {} of feed {}, requested by {}",
                resumed.words(),
                feed,
                operators.current().name());
        return resumed;
    }

    /** Returns that the tasks are paused all the same, by the maintenance window; empty outside of it. */
    private String window(String feed, What what) {
        return pauses.of(feed, what.tasks.get(0))
                .map(pause -> "; they are " + pause.sentence() + "; " + pause.remedy())
                .orElse("");
    }
}
