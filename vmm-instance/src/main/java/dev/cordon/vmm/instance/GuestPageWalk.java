// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

/** Finds out what a virtual address of the guest means, for reports: a walk through the guest's own page tables (privileged specification, Sv39, Sv48, Sv57). */
final class GuestPageWalk {
    /** The address means nothing, or nothing in RAM. */
    static final long UNMAPPED = -1;

    private static final int PAGE_SHIFT = 12;
    private static final int LEVEL_BITS = 9;
    private static final long VALID = 1;
    /** Readable or executable: the entry is a leaf. */
    private static final long LEAF = 0b1010;

    private static final long FRAME = (1L << 44) - 1;

    private GuestPageWalk() {}

    /** The guest-physical address of {@code address} under {@code vsatp}, or {@link #UNMAPPED}. */
    static long translate(GuestMemory memory, long vsatp, long address) {
        int mode = (int) (vsatp >>> 60);
        if (mode == 0) {
            return address;
        }
        if (mode < 8 || mode > 10) {
            return UNMAPPED;
        }
        long table = (vsatp & FRAME) << PAGE_SHIFT;
        for (int level = mode - 6; level >= 0; level--) {
            int shift = PAGE_SHIFT + level * LEVEL_BITS;
            long slot = table + ((address >>> shift) & ((1 << LEVEL_BITS) - 1)) * Long.BYTES;
            long entry = memory.contains(slot, Long.BYTES) ? memory.read64(slot) : 0;
            if ((entry & VALID) == 0) {
                return UNMAPPED;
            }
            long frame = (entry >>> 10 & FRAME) << PAGE_SHIFT;
            if ((entry & LEAF) != 0) {
                long offset = (1L << shift) - 1;
                return (frame & ~offset) | (address & offset);
            }
            table = frame;
        }
        return UNMAPPED;
    }
}
