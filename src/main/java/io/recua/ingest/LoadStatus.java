package io.recua.ingest;

/** Where a load is, and its object with it. */
public enum LoadStatus {
    /** Claimed, perhaps waiting for another try. */
    LOADING(LandingKey.PREFIX),
    /** All rows are in the table or rejected. */
    LOADED("archive/"),
    /** Refused. */
    QUARANTINED("quarantine/");

    private final String prefix;

    LoadStatus(String prefix) {
        this.prefix = prefix;
    }

    /** The key of an object in this state that landed under that one. */
    public String key(String landingKey) {
        return prefix + LandingKey.rest(landingKey);
    }
}
