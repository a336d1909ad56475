package io.recua.ingest;

/**
 * The numbers of records by their outcome. Each record has exactly one outcome.
 *
 * @param inserted rows that are new in the table
 * @param updated rows that replaced a stored row of the same key
 * @param unchanged rows that left a stored row of the same key as it was
 * @param duplicates rows that were dropped for another row of the same key in the object
 * @param rejected rows that do not fit the table
 */
public record Counts(long inserted, long updated, long unchanged, long duplicates, long rejected) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** Returns the counts of rows that a statement wrote. */
    public static Counts written(long inserted, long updated, long unchanged) {
        return new Counts(inserted, updated, unchanged, 0, 0);
    }

    /** Returns the counts of records that no statement wrote. */
    public static Counts dropped(long duplicates, long rejected) {
        return new Counts(0, 0, 0, duplicates, rejected);
    }

    public Counts plus(Counts other) {
        return new Counts(
                inserted + other.inserted,
                updated + other.updated,
                unchanged + other.unchanged,
                duplicates + other.duplicates,
                rejected + other.rejected);
    }

    /** Returns the number of records read. */
    public long read() {
        return inserted + updated + unchanged + duplicates + rejected;
    }

    @Override
    public String toString() {
        return "%d read, %d inserted, %d updated, %d unchanged, %d duplicates, %d rejected"
                .formatted(read(), inserted, updated, unchanged, duplicates, rejected);
    }
}
