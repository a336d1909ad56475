package io.recua.ingest;

/** The route that took an event in is being stopped; its message stays in the queue for another instance. */
public final class IngestStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    IngestStoppedException() {
        super("stopped before it was clear that nothing waits");
    }
}
