package io.recua.ingest;

/** The message is no S3 event of a known kind, and can only go to the dead-letter queue. */
public final class UnreadableEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableEventException(String what) {
        super("the message is no S3 event: " + what);
    }
}
