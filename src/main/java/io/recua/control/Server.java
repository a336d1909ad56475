package io.recua.control;

import java.util.Locale;

/** A server that Recua needs to load, and to show its state. */
public enum Server {
    DATABASE,
    BUCKET;

    /** Returns the word for it in a sentence. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
