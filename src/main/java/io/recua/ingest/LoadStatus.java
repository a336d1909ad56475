package io.recua.ingest;

/** The state of a load, which decides where its object is. */
public enum LoadStatus {
    /** Claimed and not ended. */
    LOADING(LandingKey.PREFIX),
    /** All rows are in the table or rejected. */
    LOADED("archive/"),
    /** Refused. */
    QUARANTINED("quarantine/");

    private final String prefix;

    LoadStatus(String prefix) {
        this.prefix = prefix;
    }

    /** Returns the key, in this state, of the object that landed under the given key. */
    public String key(String landingKey) {
        return prefix + LandingKey.rest(landingKey);
    }
}
