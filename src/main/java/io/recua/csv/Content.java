package io.recua.csv;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.DoubleSupplier;

/** The bytes of a CSV from its header line on, and how far the object was read for them. */
public final class Content extends FilterInputStream {

    /** The exchange variable that holds the content. */
    public static final String VARIABLE = "content";

    private final CsvDialect dialect;
    private final long firstLine;
    private final DoubleSupplier share;

    /** @param firstLine the number of the header's line, from 1 for the object's first one */
    public Content(InputStream in, CsvDialect dialect, long firstLine, DoubleSupplier share) {
        super(in);
        this.dialect = dialect;
        this.firstLine = firstLine;
        this.share = share;
    }

    /** The records, the header line first; to be asked for once. */
    public Iterator<CsvRecord> records() {
        return records(this);
    }

    /** The records of what a step of the route has made of these bytes. */
    public Iterator<CsvRecord> records(InputStream bytes) {
        return new CsvReader(bytes, dialect, firstLine);
    }

    /** How much of the object was read, from 0 to 1. */
    public double share() {
        return share.getAsDouble();
    }
}
