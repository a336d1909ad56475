package io.recua.csv;

/**
 * Finds the fields of one record at a time in a block of bytes. The results of the last {@link #scan} are its fields.
 *
 * <p>Not thread-safe.
 */
final class RecordScanner {

    /** After an escape, this byte makes the whole field NULL. */
    private static final byte NULL = 'N';

    private final CsvDialect dialect;
    private final int delimiter;
    private final int quote;
    private final int escape;
    private final boolean trim;
    private final boolean emptyIsNull;
    private final boolean hasNulls;

    private byte[] block;
    private int position;
    private int end;
    private boolean changed;

    private final FieldBounds bounds;
    private int lineBreaks;
    /** All bytes of the fields, combined by OR; negative if one of them is not ASCII. */
    private int orOfBytes;

    private boolean closed;
    private boolean wellFormed;
    private boolean holdsText;

    RecordScanner(CsvDialect dialect) {
        this.dialect = dialect;
        this.delimiter = dialect.delimiter();
        this.quote = dialect.quote();
        this.escape = dialect.escape();
        this.trim = dialect.trim();
        this.emptyIsNull = dialect.emptyIsNull();
        this.hasNulls = !dialect.nulls().isEmpty();
        this.bounds = new FieldBounds(dialect.columns());
    }

    /**
     * Finds the fields of a record.
     *
     * @param bytes the block that holds its first bytes
     * @param from the position of the record's first byte
     * @param to the position after the last byte of the block
     * @return the position after the record's last byte; {@code to} if the block may not hold all of it
     */
    int scan(byte[] bytes, int from, int to) {
        block = bytes;
        position = from;
        end = to;
        bounds.begin();
        lineBreaks = 0;
        orOfBytes = 0;
        closed = true;
        wellFormed = true;
        holdsText = false;
        int at = position;
        while (true) {
            at = trim ? skipBlanks(at) : at;
            at = at < end && block[at] == quote ? scanQuoted(at + 1) : scanPlain(at);
            if (at >= end || block[at] != delimiter) {
                return at;
            }
            at++;
        }
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < end && dialect.isTrimmed(block[at])) {
            at++;
        }
        return at;
    }

    private int scanPlain(int from) {
        changed = false;
        int at = escape == CsvDialect.NONE ? endOfField(from) : endOfEscapedField(from);
        int last = trim ? withoutBlanks(from, at) : at;
        holdsText |= last > from;
        bounds.add(
                isNull(from, last) ? ~(from - position) : from - position,
                changed ? ~(last - position) : last - position);
        return at;
    }

    private boolean isNull(int from, int to) {
        return to == from
                ? emptyIsNull
                : changed && to == from + 2 && block[from + 1] == NULL || hasNulls && dialect.isNull(block, from, to);
    }

    /** Returns the end of the field without the blanks after it. An escaped blank is part of the field. */
    private int withoutBlanks(int from, int to) {
        int last = to;
        while (last > from && dialect.isTrimmed(block[last - 1]) && !isEscaped(from, last - 1)) {
            last--;
        }
        return last;
    }

    /** Returns whether an odd number of escapes stands before the byte. */
    private boolean isEscaped(int from, int at) {
        int escapes = 0;
        while (at - escapes > from && block[at - escapes - 1] == escape) {
            escapes++;
        }
        return escapes % 2 == 1;
    }

    private int endOfField(int from) {
        byte[] bytes = block;
        int seen = 0;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == delimiter || isLineBreak(b)) {
                break;
            }
            seen |= b;
        }
        orOfBytes |= seen;
        return at;
    }

    private int endOfEscapedField(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end && bytes[at] != delimiter && !isLineBreak(bytes[at]); at++) {
            if (bytes[at] == escape) {
                changed = true;
                orOfBytes |= bytes[at++];
                countLineBreak(at);
            }
            orOfBytes |= at < end ? bytes[at] : 0;
        }
        return Math.min(at, end);
    }

    private int scanQuoted(int from) {
        changed = false;
        holdsText = true;
        int at = escape == CsvDialect.NONE ? closingQuote(from) : closingQuoteWithEscapes(from);
        if (at >= end) {
            closed = false;
            return end;
        }
        bounds.add(from - position, changed ? ~(at - position) : at - position);
        int afterQuote = trim ? skipBlanks(at + 1) : at + 1;
        int fieldEnd = endOfField(afterQuote);
        wellFormed &= fieldEnd == afterQuote;
        return fieldEnd;
    }

    private int closingQuote(int from) {
        byte[] bytes = block;
        int seen = 0;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == quote) {
                if (at + 1 == end || bytes[at + 1] != quote) {
                    break;
                }
                changed = true;
                at++;
            } else if (b == '\n' || b == '\r' && (at + 1 == end || bytes[at + 1] != '\n')) {
                lineBreaks++;
            }
            seen |= b;
        }
        orOfBytes |= seen;
        return at;
    }

    private int closingQuoteWithEscapes(int from) {
        byte[] bytes = block;
        int at = from;
        for (; at < end; at++) {
            byte b = bytes[at];
            orOfBytes |= b;
            if (b == escape || b == quote && at + 1 < end && bytes[at + 1] == quote) {
                changed = true;
                at++;
                orOfBytes |= at < end ? bytes[at] : 0;
            } else if (b == quote) {
                break;
            }
            countLineBreak(at);
        }
        return at;
    }

    /** Counts CR LF as one line break. */
    private void countLineBreak(int at) {
        if (at < end && (block[at] == '\n' || block[at] == '\r' && (at + 1 == end || block[at + 1] != '\n'))) {
            lineBreaks++;
        }
    }

    /** Returns whether the last quoted field is closed. If not, the block does not hold the whole record. */
    boolean isClosed() {
        return closed;
    }

    /** Returns the number of the record's fields. */
    int fields() {
        return bounds.fields();
    }

    /** Returns whether a field is quoted or not empty. */
    boolean holdsText() {
        return holdsText;
    }

    /** Returns the number of line breaks within the record's quotes. */
    int lineBreaks() {
        return lineBreaks;
    }

    /**
     * Returns the record that was found.
     *
     * @param to the position after its last byte
     * @param line the number of its first line
     * @param malformed the fault of a record that is not well-formed
     */
    CsvRecord record(int to, long line, String malformed) {
        CsvRecord record = new CsvRecord(
                block,
                position,
                to,
                bounds.array(),
                bounds.first(),
                bounds.fields(),
                bounds.kept(),
                line,
                quote,
                escape,
                orOfBytes >= 0,
                wellFormed ? null : malformed);
        bounds.keep();
        return record;
    }

    static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
