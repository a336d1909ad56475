package io.recua.row;

import io.recua.table.RowKey;

/** A set of keys in 16 bytes each, by open addressing. A set of objects would need six times the memory. */
public final class KeySet {

    private static final int FIRST_SLOTS = 1 << 12;

    private final long maxSlots;
    private long[] highs = new long[FIRST_SLOTS];
    private long[] lows = new long[FIRST_SLOTS];
    private long size;
    private boolean zero;

    /** @param maxBytes the limit for the table; while it grows, the old table exists beside the new one */
    public KeySet(long maxBytes) {
        maxSlots = Math.max(FIRST_SLOTS, Math.min(1 << 30, Long.highestOneBit(maxBytes / (2 * Long.BYTES))));
    }

    /** Adds a key. Returns false if the set has it. Do not call this when {@link #isFull}. */
    public boolean add(RowKey key) {
        if (key.high() == 0 && key.low() == 0) {
            boolean added = !zero;
            zero = true;
            size += added ? 1 : 0;
            return added;
        }
        if (size >= capacity(highs.length)) {
            grow();
        }
        boolean added = insert(key.high(), key.low());
        size += added ? 1 : 0;
        return added;
    }

    /** Returns the number of keys. */
    public long size() {
        return size;
    }

    /** Returns whether the set has no room for another key. */
    public boolean isFull() {
        return size >= capacity(maxSlots);
    }

    private static long capacity(long slots) {
        return slots / 4 * 3;
    }

    /** Uses bits of the key as the slot: the key is a hash. */
    private boolean insert(long high, long low) {
        int mask = highs.length - 1;
        int slot = (int) high & mask;
        while (highs[slot] != 0 || lows[slot] != 0) {
            if (highs[slot] == high && lows[slot] == low) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        highs[slot] = high;
        lows[slot] = low;
        return true;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        highs = new long[2 * oldHighs.length];
        lows = new long[2 * oldLows.length];
        for (int slot = 0; slot < oldHighs.length; slot++) {
            if (oldHighs[slot] != 0 || oldLows[slot] != 0) {
                insert(oldHighs[slot], oldLows[slot]);
            }
        }
    }
}
