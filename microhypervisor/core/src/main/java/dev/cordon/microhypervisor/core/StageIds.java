// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

/** The numbers by which harts and the IOMMU tell the translations of guest and DMA spaces apart (hgatp.VMID, 14 bits; iohgatp.GSCID). Guarded by the kernel lock. */
final class StageIds {
    /** There is none left. */
    static final int NONE = -1;

    private static final int COUNT = 1 << 14;

    private final long[] taken = new long[COUNT / Long.SIZE];

    /** One that nobody has, or {@link #NONE}. */
    int take() {
        for (int word = 0; word < taken.length; word++) {
            int bit = Long.numberOfTrailingZeros(~taken[word]);
            if (bit < Long.SIZE) {
                taken[word] |= 1L << bit;
                return word * Long.SIZE + bit;
            }
        }
        return NONE;
    }

    /** Takes one back, whose translations are gone before the next is taken. */
    void release(int vmid) {
        taken[vmid / Long.SIZE] &= ~(1L << vmid);
    }
}
