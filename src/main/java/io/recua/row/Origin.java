package io.recua.row;

import java.time.LocalDateTime;

/**
 * Where the rows of a load come from, for columns that tell it.
 *
 * @param loadId the ledger's number of the load
 * @param file the name of the object, without its folders
 * @param loadedAt the load's instant, in UTC
 */
public record Origin(long loadId, String file, LocalDateTime loadedAt) {

    /** Returns the origin of an object's rows. */
    public static Origin of(long loadId, String key, LocalDateTime loadedAt) {
        return new Origin(loadId, key.substring(key.lastIndexOf('/') + 1), loadedAt);
    }
}
