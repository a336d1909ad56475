package io.recua.ingest;

/** Where a load is. */
public enum LoadStatus {
    /** Claimed, perhaps waiting for another try. */
    LOADING,
    /** All rows are in the table or rejected. */
    LOADED,
    /** Refused; the object is under {@code quarantine/}. */
    QUARANTINED
}
