package io.recua.fetch;

/** A source answered with something that is not the CSV; asking again at once would not help. */
public final class FetchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FetchException(String reason) {
        super(reason);
    }
}
