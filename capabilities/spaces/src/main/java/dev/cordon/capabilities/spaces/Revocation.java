// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

/** The revocation of a block of a space, in steps of bounded length, under the lock of the spaces' owner. It allocates nothing. */
public final class Revocation {
    private Revocation() {}

    /** Whether a block can be revoked: it is one, and no capability reaches beyond it. */
    public static boolean isPossible(CapabilitySpace space, long base, int order) {
        return space.isBlock(base, order) && space.lookup(base).order() <= order;
    }

    /**
     * Removes capabilities that were derived from those in the block of 2^{@code order} selectors at {@code base}, and with {@code self} those themselves, their
     * descendants before them. Removes {@code limit} at most.
     *
     * @return whether nothing is left to remove
     */
    public static boolean step(CapabilitySpace space, long base, int order, boolean self, int limit) {
        int left = limit;
        long end = base + (1L << order);
        for (Capability at = space.first(base, end); at.live(); ) {
            for (; at.hasChildren(); left--) {
                if (left == 0) {
                    return false;
                }
                at.removeFirstChild();
            }
            long following = at.selector() + at.size();
            if (self) {
                if (left-- == 0) {
                    return false;
                }
                at.remove();
            }
            at = space.first(following, end);
        }
        return true;
    }
}
