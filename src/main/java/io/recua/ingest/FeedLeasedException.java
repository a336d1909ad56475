package io.recua.ingest;

/** SQS delivered a message again while a lease on its feed is held: perhaps by the dead run that received it before. */
public final class FeedLeasedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FeedLeasedException(String feed) {
        super("another run is at work on feed " + feed);
    }
}
