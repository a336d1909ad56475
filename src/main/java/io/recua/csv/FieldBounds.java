package io.recua.csv;

/**
 * Collects the bounds of the fields of one record at a time: two numbers for each field, see {@link CsvRecord}.
 *
 * <p>A record with more fields than the first one keeps the bounds of one extra field only, so that memory is limited.
 *
 * <p>Records refer to the array, so the bounds of a record are never overwritten after {@link #keep}. Not thread-safe.
 */
final class FieldBounds {

    private static final int BLOCK_BOUNDS = 1 << 16;

    private int[] bounds = new int[BLOCK_BOUNDS];
    private int first;
    private int end;
    private int max;
    private boolean isWidthKnown;
    private int fieldsWithoutBounds;

    /** @param columns the number of fields of a record; 0 if the first record decides */
    FieldBounds(int columns) {
        this.isWidthKnown = columns > 0;
        this.max = 2 * (isWidthKnown ? columns + 1 : HeaderLine.MAX_COLUMNS);
    }

    /** Begins a record, and forgets the current one if it is not kept. */
    void begin() {
        end = first;
        fieldsWithoutBounds = 0;
    }

    void add(int start, int stop) {
        if (end - first == max) {
            fieldsWithoutBounds++;
            return;
        }
        if (end == bounds.length) {
            grow();
        }
        bounds[end++] = start;
        bounds[end++] = stop;
    }

    /** Moves the bounds of the current record to the start of a new array. */
    private void grow() {
        int kept = end - first;
        int[] target = new int[Math.max(BLOCK_BOUNDS, 2 * kept)];
        System.arraycopy(bounds, first, target, 0, kept);
        bounds = target;
        first = 0;
        end = kept;
    }

    /** Keeps the bounds of the current record for good. The first kept record limits the number of bounds of the next ones. */
    void keep() {
        if (!isWidthKnown) {
            isWidthKnown = true;
            max = Math.min(max, 2 * (fields() + 1));
        }
        first = end;
    }

    /** Returns the number of fields, with and without bounds. */
    int fields() {
        return kept() + fieldsWithoutBounds;
    }

    /** Returns the number of fields with bounds. */
    int kept() {
        return (end - first) / 2;
    }

    int[] array() {
        return bounds;
    }

    /** Returns the index of the first bound of the current record in {@link #array}. */
    int first() {
        return first;
    }
}
