// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import org.jspecify.annotations.Nullable;

/** One table of the radix tree of a {@link CapabilitySpace}; 9 bits of the selector choose a slot. */
final class CapabilityTable implements Slot {
    static final int BITS = 9;
    static final int SLOTS = 1 << BITS;

    final @Nullable Slot[] slots = new @Nullable Slot[SLOTS];

    /** How many slots, here and in the tables below, hold a capability. A table without any counts as a free slot. */
    int used;

    /** The slot of {@code selector} in a table of {@code level}, where level 0 is the lowest. */
    static int index(long selector, int level) {
        return (int) (selector >>> (BITS * level)) & (SLOTS - 1);
    }
}
