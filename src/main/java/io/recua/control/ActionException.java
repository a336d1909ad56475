package io.recua.control;

import io.recua.config.RecuaProperties;

/** What an operator asked for cannot be done; the message says why, and what to do instead. */
public final class ActionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why it cannot be done. */
    public enum Cause {
        /** There is no such action. */
        WRONG(400),
        /** There is no such feed or load. */
        UNKNOWN(404),
        /** Not now, or not any more. */
        CONFLICT(409),
        /** What it needs was removed. */
        GONE(410);

        private final int status;

        Cause(int status) {
            this.status = status;
        }
    }

    private final Cause cause;

    ActionException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** @throws ActionException if there is no such feed, or it is not enabled */
    static void requireEnabled(String feed, RecuaProperties properties) {
        if (!properties.feeds().containsKey(feed)) {
            throw new ActionException(
                    Cause.UNKNOWN,
                    "there is no enabled feed " + feed + "; enabled are "
                            + properties.feeds().keySet().stream().sorted().toList());
        }
    }

    /** The HTTP status that says it. */
    public int status() {
        return cause.status;
    }
}
