package io.recua.ingest;

/** The route that received an event is stopping. The message stays in the queue for another instance. */
public final class IngestStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    IngestStoppedException() {
        super("stopped before it was clear that nothing waits");
    }
}
