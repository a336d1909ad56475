package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacks an object and tells damage of the object, which no further try mends, from trouble on the way to it: what the
 * unpacking throws while the {@link Source} did not fail, is damage.
 */
final class IntactInputStream extends FilterInputStream {

    private final Source source;

    private IntactInputStream(InputStream unpacked, Source source) {
        super(unpacked);
        this.source = source;
    }

    /** Unpacks what comes from a source; its first bytes may be read at once. */
    interface Unpacking {
        InputStream open() throws IOException;
    }

    /** @throws RefusedException if the object is damaged; the stream throws it too */
    static InputStream open(Source source, Unpacking unpacking) throws IOException {
        try {
            return new IntactInputStream(unpacking.open(), source);
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

    /** An object's bytes as they come; remembers whether reading them failed. */
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
