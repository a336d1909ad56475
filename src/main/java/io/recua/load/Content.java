package io.recua.load;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.function.DoubleSupplier;

/** The bytes of a CSV, and how far the object was read for them. */
public final class Content extends FilterInputStream {

    private final DoubleSupplier share;

    Content(InputStream in, DoubleSupplier share) {
        super(in);
        this.share = share;
    }

    /** How much of the object was read, from 0 to 1. */
    double share() {
        return share.getAsDouble();
    }
}
