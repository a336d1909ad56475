package io.recua.fetch;

/** Thrown if a source returns something other than the CSV, or must not be used; a retry would not help. */
public final class FetchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FetchException(String reason) {
        super(reason);
    }
}
