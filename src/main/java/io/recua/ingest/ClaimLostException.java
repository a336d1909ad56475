package io.recua.ingest;

/** Another instance owns the claim, since its lease expired. Nothing more may be committed under it. */
public final class ClaimLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ClaimLostException(String key) {
        super("the claim on " + key + " was taken over by another instance");
    }
}
