package io.recua.ingest;

/** An object that cannot be loaded however often it is tried; the message says what, where and what to do. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedException(String reason) {
        super(reason);
    }
}
