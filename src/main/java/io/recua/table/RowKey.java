package io.recua.table;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The 128-bit hash of a row's key: SHA-256 over the key's fields, each preceded by its length, truncated to 16 bytes.
 * Two hashes are equal if and only if all fields are equal, byte for byte. NULL equals NULL and differs from the empty
 * string.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the last 8 bytes, big-endian
 */
public record RowKey(long high, long low) implements Comparable<RowKey> {

    private static final int NULL_LENGTH = -1;

    /** Computes keys. Not thread-safe. */
    public static final class Hash {
        private final MessageDigest sha256 = DigestUtils.getSha256Digest();
        private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

        /** Adds the next field of the key, given as UTF-8 bytes within an array. */
        public void add(byte[] utf8, int start, int count) {
            sha256.update(length.putInt(0, count).array());
            sha256.update(utf8, start, count);
        }

        /** Adds NULL as the next field of the key. */
        public void addNull() {
            sha256.update(length.putInt(0, NULL_LENGTH).array());
        }

        /** Returns the key of the fields added since the last call. */
        public RowKey key() {
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
            return new RowKey(digest.getLong(), digest.getLong());
        }
    }

    /** Returns the 16 bytes that the column {@code row_key} stores. */
    public byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    }

    /** Returns the lane of this key, from 0. The lanes divide all keys into {@code lanes} contiguous ranges. */
    public int lane(int lanes) {
        return (int) ((high >>> 32) * lanes >>> 32);
    }

    /** Compares in the order of MySQL's BINARY columns. */
    @Override
    public int compareTo(RowKey other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
