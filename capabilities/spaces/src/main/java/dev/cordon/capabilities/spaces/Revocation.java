// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

/** The revocation of a block of a space, in steps of bounded length, under the lock of the spaces' owner. It allocates nothing. */
public final class Revocation {
    /** As many steps does it count for that an object goes, or a part of what has to go before a capability does. */
    public static final int DEAR = 16;

    private Revocation() {}

    /** Whether a block can be revoked: it is one, and no capability reaches beyond it. */
    public static boolean isPossible(CapabilitySpace space, long base, int order) {
        return space.isBlock(base, order) && space.lookup(base).order() <= order;
    }

    /**
     * Removes capabilities that were derived from those in the block of 2^{@code order} selectors at {@code base}, and with {@code self} those themselves, their
     * descendants before them. An object goes with its original; a space that goes takes the capabilities in it along, and what is derived from them. Takes
     * about {@code limit} steps, each in constant time; no capability has part in more than two, beside what {@link CapabilitySpace#retire} has to do for it.
     *
     * @return whether nothing is left to remove
     */
    public static boolean step(CapabilitySpace space, long base, int order, boolean self, int limit) {
        long end = base + (1L << order);
        for (int left = limit; ; ) {
            Capability at = self ? space.first(base, end) : space.firstParent(base, end);
            if (!at.live() || left <= 0) {
                return !at.live();
            }
            left -= at.shed(self);
        }
    }
}
