package io.recua.row;

import io.recua.ingest.LandingKey;
import java.time.LocalDateTime;

/**
 * Where the rows of a load come from, for columns that tell it.
 *
 * @param loadId the ledger's number of the load
 * @param file the name of the file, without folders and the instant of its arrival
 * @param loadedAt the load's instant, in UTC
 */
public record Origin(long loadId, String file, LocalDateTime loadedAt) {

    /** Returns the origin of an object's rows. */
    public static Origin of(long loadId, String key, LocalDateTime loadedAt) {
        return new Origin(loadId, LandingKey.name(key), loadedAt);
    }
}
