// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

/** The way in which SBI calls name harts: a mask of up to 64 harts from a base on. */
final class HartMask {
    /** The mask names a hart that there is not. */
    static final long INVALID = -1;

    private HartMask() {}

    /** The harts as a mask from hart 0 on, or {@link #INVALID}; there are {@code harts} (1 to 32) of them. */
    static long of(long mask, long base, int harts) {
        if (base == -1) {
            return (1L << harts) - 1;
        }
        if (mask == 0) {
            return 0;
        }
        boolean there = base >= 0 && base < harts && mask >>> (harts - base) == 0;
        return there ? mask << base : INVALID;
    }
}
