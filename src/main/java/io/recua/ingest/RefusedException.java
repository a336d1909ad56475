package io.recua.ingest;

/** The object can never be loaded. The message says what is wrong, where, and what to do. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedException(String reason) {
        super(reason);
    }
}
