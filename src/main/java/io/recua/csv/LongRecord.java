package io.recua.csv;

/** Follows a record that is too long to be kept, byte by byte, to where it ends. */
final class LongRecord {

    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        BEHIND_QUOTE
    }

    private final CsvDialect dialect;
    private State state = State.FIELD_START;
    private boolean escaped;
    private byte before;
    private long lineBreaks;
    private boolean torn;

    LongRecord(CsvDialect dialect) {
        this.dialect = dialect;
    }

    /** Where the record ends in the next bytes, at its line break; their end if it goes on behind them. */
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
            follow(b);
            before = b;
        }
        return end;
    }

    private void follow(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == dialect.escape() && state != State.BEHIND_QUOTE) {
            escaped = true;
            state = state == State.QUOTED ? state : State.PLAIN;
        } else if (state == State.QUOTED) {
            state = b == dialect.quote() ? State.BEHIND_QUOTE : state;
        } else if (b == dialect.delimiter()) {
            state = State.FIELD_START;
        } else if (b == dialect.quote() && state != State.PLAIN) {
            state = State.QUOTED;
        } else {
            torn |= state == State.BEHIND_QUOTE && lineBreaks > 0;
            state = State.PLAIN;
        }
    }

    /** Line breaks within the record. */
    long lineBreaks() {
        return lineBreaks;
    }

    /**
     * Whether a quote was left open: the file ends within it, or what is taken for its end, on a later line, is followed by
     * more than a delimiter.
     */
    boolean isTorn() {
        return torn || state == State.QUOTED;
    }
}
