package io.recua.load;

import java.util.Arrays;

/**
 * The values of a row, one behind the other.
 *
 * @param utf8 the values
 * @param ends where each value ends in {@code utf8}; for NULL, the complement of where it would
 */
record Values(byte[] utf8, int[] ends) {

    int count() {
        return ends.length;
    }

    boolean isNull(int index) {
        return ends[index] < 0;
    }

    int start(int index) {
        return index == 0 ? 0 : end(index - 1);
    }

    int length(int index) {
        return end(index) - start(index);
    }

    private int end(int index) {
        int end = ends[index];
        return end < 0 ? ~end : end;
    }

    /** The same values with another one at the index; null is NULL. */
    Values with(int index, byte[] value) {
        int length = value == null ? 0 : value.length;
        int start = start(index);
        int more = length - length(index);
        byte[] changed = new byte[utf8.length + more];
        System.arraycopy(utf8, 0, changed, 0, start);
        if (value != null) {
            System.arraycopy(value, 0, changed, start, length);
        }
        System.arraycopy(utf8, end(index), changed, start + length, utf8.length - end(index));
        int[] shifted = ends.clone();
        for (int i = index; i < ends.length; i++) {
            shifted[i] = ends[i] < 0 ? ~(~ends[i] + more) : ends[i] + more;
        }
        shifted[index] = value == null ? ~start : start + length;
        return new Values(changed, shifted);
    }

    /** Collects the values of one row after the other. */
    static final class Builder {
        private byte[] utf8 = new byte[1 << 10];
        private int[] ends = new int[16];
        private int size;
        private int count;

        void add(byte[] value) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            if (value == null) {
                ends[count++] = ~size;
                return;
            }
            if (utf8.length - size < value.length) {
                utf8 = Arrays.copyOf(utf8, Math.max(2 * utf8.length, size + value.length));
            }
            System.arraycopy(value, 0, utf8, size, value.length);
            size += value.length;
            ends[count++] = size;
        }

        /** The values added since the last call. */
        Values build() {
            Values values = new Values(Arrays.copyOf(utf8, size), Arrays.copyOf(ends, count));
            clear();
            return values;
        }

        void clear() {
            size = 0;
            count = 0;
        }
    }
}
