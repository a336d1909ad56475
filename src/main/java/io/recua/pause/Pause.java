package io.recua.pause;

import java.time.Instant;

/**
 * A task of a feed that no instance executes for now.
 *
 * @param by who paused it; null in a maintenance window
 * @param since the instant by the clock of the database
 * @param reason why; null if the operator gave no reason
 * @param until when the maintenance window ends; null if an operator paused it
 */
public record Pause(String feed, Task task, String by, Instant since, String reason, Instant until) {

    /** The tasks of a feed that can be paused separately. */
    public enum Task {
        FETCH("fetches"),
        LOAD("loads");

        private final String word;

        Task(String word) {
            this.word = word;
        }

        /** Returns the word for it in a sentence. */
        public String word() {
            return word;
        }
    }

    /** Returns who paused it, since when and why, without a period at its end. */
    public String sentence() {
        return sentence(by, since, reason, until);
    }

    /** Returns the same sentence from its parts. */
    public static String sentence(String by, Instant since, String reason, Instant until) {
        return until != null
                ? "paused by the maintenance window until " + until
                : "paused by " + by + " since " + since + (reason == null ? "" : ": " + reason);
    }

    /** Returns how the pause ends, without a period at its end. */
    public String remedy() {
        return until != null
                ? "they resume by themselves"
                : "resume them on the page, by {\"action\":\"resume\"} or by the command resume " + feed;
    }
}
