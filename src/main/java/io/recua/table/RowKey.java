package io.recua.table;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A row's key as 128 bits: SHA-256 over the key's fields, each with its length before it, cut to 16 bytes. Two keys are
 * equal exactly if all their fields are, byte for byte; NULL equals NULL and differs from the empty string.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the other 8 bytes
 */
public record RowKey(long high, long low) implements Comparable<RowKey> {

    private static final int NULL_LENGTH = -1;

    /** Computes keys; not for use by two threads at once. */
    public static final class Hash {
        private final MessageDigest sha256 = DigestUtils.getSha256Digest();
        private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

        /** Adds the next field of the key, as UTF-8 within an array. */
        public void add(byte[] utf8, int start, int count) {
            sha256.update(length.putInt(0, count).array());
            sha256.update(utf8, start, count);
        }

        /** Adds NULL as the next field of the key. */
        public void addNull() {
            sha256.update(length.putInt(0, NULL_LENGTH).array());
        }

        /** The key of the fields added since the last one. */
        public RowKey key() {
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
            return new RowKey(digest.getLong(), digest.getLong());
        }
    }

    /** The 16 bytes as the column {@code row_key} holds them. */
    public byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    }

    /** Which of {@code lanes} contiguous ranges of all keys this one is in, from 0. */
    public int lane(int lanes) {
        return (int) ((high >>> 32) * lanes >>> 32);
    }

    /** In the order of MySQL's BINARY columns. */
    @Override
    public int compareTo(RowKey other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
