package io.recua.ingest;

/** A message came back and finds another run at work on its feed, which may be the dead one that it came back from. */
public final class FeedLeasedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FeedLeasedException(String feed) {
        super("another run is at work on feed " + feed);
    }
}
