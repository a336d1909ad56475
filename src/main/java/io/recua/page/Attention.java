package io.recua.page;

import java.time.Instant;

/**
 * Something that needs somebody, and why.
 *
 * @param cause one sentence, with control characters made visible
 * @param load the load that it is about; null if it is about none
 * @param since since when; null if it is not known
 */
public record Attention(Kind kind, String cause, Long load, Instant since) {

    /** What needs somebody, the worst first. */
    public enum Kind {
        /** An object was refused, no later one was loaded, and nobody has dismissed the refusal. */
        REFUSED("refused"),
        /** The last fetch landed nothing. */
        FETCH_FAILED("fetch failed"),
        /** The table is older than the feed allows. */
        OVERDUE("overdue"),
        /** The last load has rejected more rows than {@code recua.notify.rejected-above} allows. */
        ROWS_REJECTED("rows rejected"),
        /** A load waits for the database, the bucket or the disk. */
        WAITING("waiting"),
        /** An operator has paused fetches or loads, in all instances. */
        PAUSED("paused"),
        /** The loads are stopped in this instance, and no other one is loading. */
        LOADS_STOPPED("loads stopped"),
        /** The scheduled fetches are stopped in this instance. */
        FETCHES_STOPPED("fetches stopped");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the word for the state on the page; its first one is the class of the style. */
        public String word() {
            return word;
        }
    }
}
