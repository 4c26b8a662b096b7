// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.OptionalLong;

/**
 * Address translation as a debugger wants it: through the tables that the hart uses for instructions now, in both stages, but without
 * a trace. No A or D bit is set, no TLB is asked or filled, and nothing is forbidden: permissions, user pages and physical memory
 * protection do not matter to somebody who looks from outside.
 */
public final class Inspection {
    private static final int PAGE_SHIFT = 12;
    private static final int INDEX_BITS = 9;
    /** Sv39 is mode 8 and has 3 levels, Sv48 is mode 9 and has 4. */
    private static final int MODE_LESS_LEVELS = 5;

    private static final long ROOT_PPN = (1L << 44) - 1;

    /** The root table of the guest stage is four times as large. */
    private static final int GUEST_STAGE = 2;

    private final Ram ram;
    private final TranslationContext context;

    private Inspection(Ram ram, TranslationContext context) {
        this.ram = ram;
        this.context = context;
    }

    /** The physical address of a virtual one; empty if nothing is mapped there. For a state that no hart is running. */
    public static OptionalLong physical(Ram ram, HartState state, long virtualAddress) {
        Inspection inspection = new Inspection(ram, TranslationContext.of(state, TranslationContext.fetch(state)));
        return inspection.context.privilege() == Privilege.MACHINE
                ? OptionalLong.of(virtualAddress)
                : inspection.firstStage(virtualAddress);
    }

    private OptionalLong firstStage(long virtualAddress) {
        int levels = levels(context.atp());
        int unused = Long.SIZE - PAGE_SHIFT - INDEX_BITS * levels;
        boolean canonical = virtualAddress << unused >> unused == virtualAddress;
        if (levels > 0 && !canonical) {
            return OptionalLong.empty();
        }
        OptionalLong found = walk(context.atp(), virtualAddress, 0);
        return found.isEmpty() ? found : guestStage(found.getAsLong());
    }

    private OptionalLong guestStage(long guestPhysical) {
        if (!context.guest()) {
            return OptionalLong.of(guestPhysical);
        }
        int levels = levels(context.hgatp());
        boolean inside = guestPhysical >>> (PAGE_SHIFT + INDEX_BITS * levels + GUEST_STAGE) == 0;
        return levels == 0 || inside ? walk(context.hgatp(), guestPhysical, GUEST_STAGE) : OptionalLong.empty();
    }

    private static int levels(long atp) {
        int mode = (int) (atp >>> 60);
        return mode == 0 ? 0 : mode - MODE_LESS_LEVELS;
    }

    /** Through the tables of one stage; {@code rootBits} is by how much the index of its root table is wider than others. */
    private OptionalLong walk(long atp, long address, int rootBits) {
        int levels = levels(atp);
        long table = (atp & ROOT_PPN) << PAGE_SHIFT;
        for (int level = levels - 1; level >= 0; level--) {
            int shift = PAGE_SHIFT + INDEX_BITS * level;
            int bits = level == levels - 1 ? INDEX_BITS + rootBits : INDEX_BITS;
            long place = table + (address >>> shift & (1 << bits) - 1) * Long.BYTES;
            OptionalLong physical = rootBits == 0 ? guestStage(place) : OptionalLong.of(place);
            if (physical.isEmpty() || !ram.holds(physical.getAsLong(), Long.BYTES)) {
                return OptionalLong.empty();
            }
            long entry = ram.readLong(physical.getAsLong());
            if (!PageTableEntry.isValid(entry, PageTableEntry.N | PageTableEntry.PBMT)) {
                return OptionalLong.empty();
            }
            if (PageTableEntry.isLeaf(entry)) {
                int leaf = PageTableEntry.leafShift(entry, shift);
                return leaf == PageTableEntry.MALFORMED
                        ? OptionalLong.empty()
                        : OptionalLong.of(PageTableEntry.within(entry, leaf, address));
            }
            table = PageTableEntry.address(entry);
        }
        return levels == 0 ? OptionalLong.of(address) : OptionalLong.empty();
    }
}
