package io.recua.control;

import java.util.Locale;

/** The state of a load as an operator sees it. */
public enum LoadState {
    /** An instance loads it, or will at its next poll. */
    LOADING,
    /** It has not ended, and continues when the server can be used again or the feed is enabled. */
    WAITING,
    /** It has not ended, no instance loads it, and the feed's loads are stopped in this instance. */
    STOPPED,
    /** It has not ended, and continues when the feed's loads are resumed. */
    PAUSED,
    LOADED,
    REFUSED;

    /**
     * Returns the state of a load.
     *
     * @param running whether an instance loads an object of the feed now
     * @param started whether this instance loads the feed
     */
    public static LoadState of(LoadView load, boolean running, boolean started) {
        return switch (load.status()) {
            case LOADED -> LOADED;
            case QUARANTINED -> REFUSED;
            case LOADING -> unfinished(load, running, started);
        };
    }

    /**
     * Returns the state of a load for a process that loads nothing and knows no routes. A load that no instance loads is
     * waiting if its last run failed, else stopped.
     *
     * @param running whether an instance loads an object of the feed now
     */
    public static LoadState of(LoadView load, boolean running) {
        return of(load, running, load.error() != null);
    }

    private static LoadState unfinished(LoadView load, boolean running, boolean started) {
        if (load.paused() != null) {
            return PAUSED;
        }
        if (running) {
            return LOADING;
        }
        if (!started) {
            return STOPPED;
        }
        return load.error() == null ? LOADING : WAITING;
    }

    /** Returns the word for it, which is also the class of its style on the page. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
