package io.recua.ingest;

/**
 * The position of a lane behind its last commit.
 *
 * @param lastRecord the last record of the last run that is committed completely
 * @param committedInRun the number of rows of the next run that are committed, in the order of the run
 */
public record Checkpoint(long lastRecord, long committedInRun) {

    /** Returns whether this position is the other one or behind it. */
    public boolean reaches(Checkpoint other) {
        return lastRecord > other.lastRecord
                || lastRecord == other.lastRecord && committedInRun >= other.committedInRun;
    }
}
