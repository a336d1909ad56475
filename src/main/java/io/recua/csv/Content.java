package io.recua.csv;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.DoubleSupplier;

/**
 * The decompressed bytes of a CSV, from its header line on, and the share of the object that was read so far. It can be
 * read once. Closing it closes the object's stream.
 */
public final class Content extends FilterInputStream {

    /** The exchange variable that holds the content. */
    public static final String VARIABLE = "content";

    private final CsvDialect dialect;
    private final long firstLine;
    private final DoubleSupplier share;

    /**
     * @param in the stream, positioned at the header line
     * @param firstLine the line number of the header; the first line of the object is 1
     * @param share returns the share of the object that was read, from 0 to 1
     */
    public Content(InputStream in, CsvDialect dialect, long firstLine, DoubleSupplier share) {
        super(in);
        this.dialect = dialect;
        this.firstLine = firstLine;
        this.share = share;
    }

    /** Returns the records, the header line first. Call it once: the records are read from this stream. */
    public Iterator<CsvRecord> records() {
        return records(this);
    }

    /**
     * Returns the records of a stream that a step of the route has derived from this content.
     *
     * @param bytes the stream, in the same dialect and with the header on the same line
     */
    public Iterator<CsvRecord> records(InputStream bytes) {
        return new CsvReader(bytes, dialect, firstLine);
    }

    /** Returns the share of the object that was read, from 0 to 1. */
    public double share() {
        return share.getAsDouble();
    }
}
