// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import org.jspecify.annotations.Nullable;

/**
 * One table of the radix tree of a {@link CapabilitySpace}; 9 bits of the selector choose a slot. Beside the slots stand sets of those that are worth looking at, so that a
 * search never passes over what does not matter to it.
 */
final class CapabilityTable implements Slot {
    static final int BITS = 9;
    static final int SLOTS = 1 << BITS;

    final @Nullable Slot[] slots = new @Nullable Slot[SLOTS];

    /** The slots that hold something: a capability, or a table, which is empty only if it was made for a reservation. */
    final long[] used = new long[SLOTS / Long.SIZE];

    /** The slots that hold, or lead to, a capability from which another one is derived; of those that it spans, the first. */
    final long[] parents = new long[SLOTS / Long.SIZE];

    /** The slot of {@code selector} in a table of {@code level}, where level 0 is the lowest. */
    static int index(long selector, int level) {
        return (int) (selector >>> (BITS * level)) & (SLOTS - 1);
    }

    static void set(long[] slots, int index, boolean member) {
        long bit = 1L << index;
        slots[index / Long.SIZE] = member ? slots[index / Long.SIZE] | bit : slots[index / Long.SIZE] & ~bit;
    }

    /** The first slot of a set that is not less than {@code index}; {@link #SLOTS} if there is none. */
    static int next(long[] slots, int index) {
        long word = slots[index / Long.SIZE] >>> index;
        if (word != 0) {
            return index + Long.numberOfTrailingZeros(word);
        }
        for (int i = index / Long.SIZE + 1; i < slots.length; i++) {
            if (slots[i] != 0) {
                return i * Long.SIZE + Long.numberOfTrailingZeros(slots[i]);
            }
        }
        return SLOTS;
    }

    static boolean isEmpty(long[] slots) {
        return next(slots, 0) == SLOTS;
    }
}
