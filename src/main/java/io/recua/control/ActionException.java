package io.recua.control;

import io.recua.config.RecuaProperties;

/** Thrown if an operator's action cannot be executed; the message contains the reason and what to do instead. */
public final class ActionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The kind of failure, with its HTTP status. */
    public enum Cause {
        /** The action does not exist. */
        BAD_REQUEST(400),
        /** The feed or load does not exist. */
        NOT_FOUND(404),
        /** The state of the feed or load does not allow the action. */
        CONFLICT(409),
        /** The object that the action needs was removed or replaced. */
        GONE(410),
        /** A server that the action needs cannot be used now. */
        UNAVAILABLE(503);

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

    /**
     * Checks that the feed exists and is enabled.
     *
     * @throws ActionException if it does not exist or is not enabled
     */
    static void requireEnabled(String feed, RecuaProperties properties) {
        if (!properties.feeds().containsKey(feed)) {
            throw new ActionException(
                    Cause.NOT_FOUND,
                    "there is no enabled feed " + feed + "; the enabled feeds are "
                            + properties.feeds().keySet().stream().sorted().toList());
        }
    }

    /** Returns the HTTP status. */
    public int status() {
        return cause.status;
    }
}
