package io.recua.row;

import io.recua.table.RowKey;

/** Which keys were seen, in the 16 bytes of each: an open-addressed table, for a set of objects would take six times that. */
public final class KeySet {

    private static final int FIRST_SLOTS = 1 << 12;

    private final long maxSlots;
    private long[] highs = new long[FIRST_SLOTS];
    private long[] lows = new long[FIRST_SLOTS];
    private long size;
    private boolean zero;

    /** @param maxBytes how much memory the table may take; while it grows, the old one is there too */
    public KeySet(long maxBytes) {
        maxSlots = Math.max(FIRST_SLOTS, Math.min(1 << 30, Long.highestOneBit(maxBytes / (2 * Long.BYTES))));
    }

    /** Adds a key; false if it was there. Not to be asked when {@link #isFull}. */
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

    /** The number of keys. */
    public long size() {
        return size;
    }

    /** Whether no further key finds room. */
    public boolean isFull() {
        return size >= capacity(maxSlots);
    }

    private static long capacity(long slots) {
        return slots / 4 * 3;
    }

    /** The key is a hash, so any of its bits serve as the slot. */
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
