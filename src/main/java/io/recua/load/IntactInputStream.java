package io.recua.load;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.zip.ZipException;

/** Tells damage of the object, which no further try mends, from trouble on the way to it. */
final class IntactInputStream extends FilterInputStream {

    IntactInputStream(InputStream in) {
        super(in);
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
        } catch (ZipException | EOFException e) {
            throw new RefusedException("the packed object is damaged or cut off: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new RefusedException("the object is not in the feed's csv.charset: " + e.getMessage());
        }
    }
}
