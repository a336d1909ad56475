package io.recua.csv;

/**
 * Finds the end of a record that is too long to be kept in memory. Consumes its bytes in blocks and keeps none of them.
 */
final class LongRecord {

    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    private final CsvDialect dialect;
    private State state = State.FIELD_START;
    private boolean escaped;
    private byte before;
    private long lineBreaks;
    private boolean quoteOpen;

    LongRecord(CsvDialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Consumes the next bytes of the record.
     *
     * @return the position of the line break that ends the record; {@code end} if these bytes do not hold it
     */
    int end(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            boolean isLineBreak = b == '\n' || b == '\r';
            if (isLineBreak && !escaped && state != State.QUOTED) {
                return at;
            }
            if (isLineBreak && !(b == '\n' && before == '\r')) {
                lineBreaks++;
            }
            accept(b);
            before = b;
        }
        return end;
    }

    private void accept(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == dialect.escape() && state != State.AFTER_QUOTE) {
            escaped = true;
            state = state == State.QUOTED ? state : State.PLAIN;
        } else if (state == State.QUOTED) {
            state = b == dialect.quote() ? State.AFTER_QUOTE : state;
        } else if (b == dialect.delimiter()) {
            state = State.FIELD_START;
        } else if (dialect.isTrimmed(b) && state != State.PLAIN) {
            // A blank around a field changes nothing.
        } else if (b == dialect.quote() && state != State.PLAIN) {
            state = State.QUOTED;
        } else {
            quoteOpen |= state == State.AFTER_QUOTE && lineBreaks > 0;
            state = State.PLAIN;
        }
    }

    /** Returns the number of line breaks within the record. */
    long lineBreaks() {
        return lineBreaks;
    }

    /**
     * Returns whether a quote was not closed: the file ends within the quotes, or the quote that would close it is on a
     * later line and is followed by more than a delimiter.
     */
    boolean hasOpenQuote() {
        return quoteOpen || state == State.QUOTED;
    }
}
