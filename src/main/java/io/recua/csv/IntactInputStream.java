package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses an object and distinguishes damage of the object, which no retry can repair, from a failure to read it.
 * An exception counts as damage if the {@link Source} has not failed.
 */
final class IntactInputStream extends FilterInputStream {

    private final Source source;

    private IntactInputStream(InputStream unpacked, Source source) {
        super(unpacked);
        this.source = source;
    }

    /** Opens the decompressing stream; may read the first bytes of the source. */
    interface Opener {
        InputStream open() throws IOException;
    }

    /**
     * Opens the decompressing stream.
     *
     * @param source the stream that the opener reads from
     * @throws RefusedException if the object is damaged; reading the returned stream throws it too
     */
    static InputStream open(Source source, Opener opener) throws IOException {
        try {
            return new IntactInputStream(opener.open(), source);
        } catch (IOException | RuntimeException e) {
            if (source.failed) {
                throw e;
            }
            throw damage(e);
        }
    }

    private static RuntimeException damage(Exception e) {
        return e instanceof RefusedException refused
                ? refused
                : new RefusedException("the packed object is damaged or cut off: " + Excerpt.of(reason(e)));
    }

    private static String reason(Exception e) {
        return e instanceof EOFException || e.getMessage() == null ? "it ends too early" : e.getMessage();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        try {
            return super.read(to, offset, length);
        } catch (IOException | RuntimeException e) {
            if (source.failed) {
                throw e;
            }
            throw damage(e);
        }
    }

    /** The compressed bytes of an object. Records whether reading them failed. */
    static final class Source extends FilterInputStream {

        private boolean failed;

        Source(InputStream object) {
            super(object);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                return super.read(to, offset, length);
            } catch (IOException | RuntimeException e) {
                failed = true;
                throw e;
            }
        }
    }
}
