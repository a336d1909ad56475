package io.recua.control;

import java.time.Instant;

/**
 * An action of an operator.
 *
 * @param feed the feed that it concerns; null if it concerns all feeds
 * @param load the load that it concerns; null if it concerns none
 * @param detail the reason, the object, the days or the route; null if there is none
 * @param address the address that the request came from; null if it was no request
 * @param instance the process that executed it
 */
public record Action(
        long id,
        Instant at,
        String who,
        Kind action,
        String feed,
        Long load,
        String detail,
        Operator.Origin origin,
        String address,
        String instance) {

    /** The kinds of actions. */
    public enum Kind {
        FETCH,
        LOAD,
        REPLAY,
        DISMISS,
        PAUSE,
        RESUME,
        ADOPT,
        START_ROUTE,
        STOP_ROUTE,
        SUSPEND_ROUTE,
        RESUME_ROUTE
    }
}
