package io.recua.write;

/** What became of the rows of one statement, as MySQL answered. */
public record Counts(long inserted, long updated, long unchanged) {

    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(inserted + other.inserted, updated + other.updated, unchanged + other.unchanged);
    }
}
