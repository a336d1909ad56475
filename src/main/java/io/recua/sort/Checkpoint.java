package io.recua.sort;

/**
 * How far a lane is.
 *
 * @param lastRecord the last record of the last run that is committed as a whole
 * @param committedInRun how many rows of the run behind it are committed, in their order
 */
public record Checkpoint(long lastRecord, long committedInRun) {

    public boolean reaches(Checkpoint other) {
        return lastRecord > other.lastRecord
                || lastRecord == other.lastRecord && committedInRun >= other.committedInRun;
    }
}
