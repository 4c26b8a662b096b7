// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;

/**
 * Address translation (Privileged ISA, "Virtual Address Translation Process"; H extension, "Two-Stage Address Translation"): Sv39 and
 * Sv48, Sv39x4 and Sv48x4, Bare, with Svnapot and Svpbmt, and physical memory protection. A and D bits are set where menvcfg and henvcfg enable it
 * (Svadu), by compare-and-swap, and are page faults elsewhere (Svade).
 *
 * <p>Nothing is cached here. Page tables lie in RAM; one that does not is an access fault.
 */
final class Mmu {
    /** What {@link #translate} answers when the access faults; the {@link Trap} says how. */
    static final long FAULT = -1;

    private static final int PAGE_SHIFT = 12;
    private static final int INDEX_BITS = 9;
    private static final int BARE = 0;
    /** Sv39 is mode 8 and has 3 levels, Sv48 is mode 9 and has 4. */
    private static final int MODE_LESS_LEVELS = 5;

    private static final long ROOT_PPN = (1L << 44) - 1;
    private static final int PHYSICAL_BITS = 56;

    /** Pseudoinstructions for htinst: an implicit 64-bit read or write of a VS-stage page table. */
    private static final long READ_OF_TABLE = 0x3000;

    private static final long WRITE_OF_TABLE = 0x3020;

    /** What the last {@link #translate} found allowed in the page, as far as it can be done without changing A or D. */
    int permissions;
    /** Whether the last {@link #translate} answers for the whole page, of this access and of smaller ones. */
    boolean uniform;
    /** log2 of the size of the first stage's page, to which an SFENCE.VMA for any of its addresses applies. */
    int pageShift;

    private final Ram ram;
    private final CodeCache code;
    private final Trap trap;
    private final boolean protection;
    /** N of a page-table entry if Svnapot is claimed, else 0. */
    private final long napot;

    /** Table entries as walks see them; {@code protection} says whether physical memory protection applies. */
    Mmu(Ram ram, CodeCache code, Trap trap, boolean protection, Isa isa) {
        this.ram = ram;
        this.code = code;
        this.trap = trap;
        this.protection = protection;
        napot = isa.has(Extension.SVNAPOT) ? PageTableEntry.N : 0;
    }

    /** The physical address of a virtual one, or {@link #FAULT}, for an access of {@code size} bytes within a page. */
    long translate(HartState state, TranslationContext context, long virtualAddress, int size, Access access) {
        permissions = Permission.ALL;
        pageShift = PAGE_SHIFT;
        long address = virtualAddress;
        // A stage that is Bare passes all addresses on, also one that looks like FAULT.
        if (!isBare(context.atp())) {
            address = firstStage(state, context, virtualAddress, access);
            if (address == FAULT) {
                return FAULT;
            }
        }
        if (!isBare(context.hgatp())) {
            address = guestStage(state, context, address, access, access, virtualAddress, 0);
            if (address == FAULT) {
                return FAULT;
            }
        }
        return protect(state, context, virtualAddress, address, size, access);
    }

    private static boolean isBare(long atp) {
        return mode(atp) == BARE;
    }

    private static int mode(long atp) {
        return (int) (atp >>> 60);
    }

    /** Physical memory protection, the last step: the physical address again, or {@link #FAULT}. */
    private long protect(
            HartState state, TranslationContext context, long virtualAddress, long address, int size, Access access) {
        if (address >>> PHYSICAL_BITS != 0) {
            return fail(access.accessFault, virtualAddress, context);
        }
        uniform = !protection || Pmp.isUniform(state, address);
        boolean aligned = (size & size - 1) == 0 && (address & size - 1) == 0;
        int step = uniform || aligned ? size : 1; // a misaligned access is one of bytes
        for (int i = 0; i < size; i += step) {
            int allowed = permitted(state, address + i, step, context.privilege());
            if ((allowed & access.physicalPermission) == 0) {
                return fail(access.accessFault, virtualAddress + i, context);
            }
            permissions &= allowed;
        }
        return address;
    }

    private int permitted(HartState state, long address, long size, int privilege) {
        return protection ? Pmp.permissions(state, address, size, privilege) : Permission.ALL;
    }

    private long fail(int cause, long virtualAddress, TranslationContext context) {
        trap.raise(cause, virtualAddress, context.guest());
        return FAULT;
    }

    /** From a virtual to a physical address, or to a guest-physical one. */
    private long firstStage(HartState state, TranslationContext context, long virtualAddress, Access access) {
        int levels = mode(context.atp()) - MODE_LESS_LEVELS;
        int unused = Long.SIZE - PAGE_SHIFT - INDEX_BITS * levels;
        if (virtualAddress << unused >> unused != virtualAddress) {
            return fail(access.pageFault, virtualAddress, context);
        }
        long config = context.guest() ? state.henvcfg : state.menvcfg;
        long extensions = extensions(config);
        long table = (context.atp() & ROOT_PPN) << PAGE_SHIFT;
        int shift = PAGE_SHIFT + INDEX_BITS * (levels - 1);
        while (shift >= PAGE_SHIFT) {
            long place = table + (virtualAddress >>> shift & (1 << INDEX_BITS) - 1) * Long.BYTES;
            long physical = tableEntry(state, context, place, Access.READ, access, virtualAddress);
            if (physical == FAULT) {
                return FAULT;
            }
            long entry = ram.readLong(physical);
            if (!PageTableEntry.isValid(entry, extensions)) {
                return fail(access.pageFault, virtualAddress, context);
            }
            if (PageTableEntry.isLeaf(entry)) {
                int leaf = PageTableEntry.leafShift(entry, shift);
                boolean readableIfExecutable = context.mxr() || context.guestMxr();
                if (leaf == PageTableEntry.MALFORMED || !mayAccess(entry, context, access, readableIfExecutable)) {
                    return fail(access.pageFault, virtualAddress, context);
                }
                long marked = marked(entry, access);
                if (marked != entry) {
                    if ((config & EnvironmentConfiguration.ADUE) == 0) {
                        return fail(access.pageFault, virtualAddress, context);
                    }
                    if (tableEntry(state, context, place, Access.WRITE, access, virtualAddress) == FAULT) {
                        return FAULT;
                    }
                    if (!mark(physical, entry, marked)) {
                        continue; // changed meanwhile: look again
                    }
                }
                pageShift = leaf;
                permissions &= usable(PageTableEntry.permissions(marked, readableIfExecutable), marked);
                return PageTableEntry.within(marked, leaf, virtualAddress);
            }
            if (!PageTableEntry.isPointer(entry)) {
                break;
            }
            table = PageTableEntry.address(entry);
            shift -= INDEX_BITS;
        }
        return fail(access.pageFault, virtualAddress, context);
    }

    /** The physical address of an entry of a first-stage table, which a guest's own tables have in guest-physical memory. */
    private long tableEntry(
            HartState state,
            TranslationContext context,
            long place,
            Access implicit,
            Access access,
            long virtualAddress) {
        long physical = place;
        if (!isBare(context.hgatp())) {
            long pseudoinstruction = implicit == Access.WRITE ? WRITE_OF_TABLE : READ_OF_TABLE;
            physical = guestStage(state, context, place, implicit, access, virtualAddress, pseudoinstruction);
            if (physical == FAULT) {
                return FAULT;
            }
        }
        return reachable(state, physical, implicit) ? physical : fail(access.accessFault, virtualAddress, context);
    }

    private boolean reachable(HartState state, long physical, Access implicit) {
        return ram.holds(physical, Long.BYTES)
                && (permitted(state, physical, Long.BYTES, Privilege.SUPERVISOR) & implicit.permission) != 0;
    }

    /**
     * From a guest-physical to a physical address.
     *
     * @param need what is done there; an implicit access to a VS-stage table is a READ or WRITE whatever the instruction does
     * @param access what the instruction does, by which faults are reported
     * @param pseudoinstruction what htinst receives, 0 if the access is the instruction's own
     */
    private long guestStage(
            HartState state,
            TranslationContext context,
            long guestPhysical,
            Access need,
            Access access,
            long virtualAddress,
            long pseudoinstruction) {
        int levels = mode(context.hgatp()) - MODE_LESS_LEVELS;
        int width = PAGE_SHIFT + INDEX_BITS * levels + 2; // the root table is four times as large
        boolean explicit = pseudoinstruction == 0;
        long extensions = extensions(state.menvcfg);
        long table = (context.hgatp() & ROOT_PPN) << PAGE_SHIFT;
        int shift = width - INDEX_BITS - 2;
        int indexBits = INDEX_BITS + 2;
        while (shift >= PAGE_SHIFT && guestPhysical >>> width == 0) {
            long physical = table + (guestPhysical >>> shift & (1 << indexBits) - 1) * Long.BYTES;
            if (!reachable(state, physical, Access.READ)) {
                return fail(access.accessFault, virtualAddress, context);
            }
            long entry = ram.readLong(physical);
            if (!PageTableEntry.isValid(entry, extensions)) {
                break;
            }
            if (PageTableEntry.isLeaf(entry)) {
                int leaf = PageTableEntry.leafShift(entry, shift);
                int allowed = PageTableEntry.permissions(entry, explicit && context.mxr());
                if ((entry & PageTableEntry.U) == 0
                        || (allowed & need.permission) == 0
                        || leaf == PageTableEntry.MALFORMED) {
                    break;
                }
                long marked = marked(entry, need);
                if (marked != entry) {
                    if ((state.menvcfg & EnvironmentConfiguration.ADUE) == 0) {
                        break;
                    }
                    if (!reachable(state, physical, Access.WRITE)) {
                        return fail(access.accessFault, virtualAddress, context);
                    }
                    if (!mark(physical, entry, marked)) {
                        continue; // changed meanwhile: look again
                    }
                }
                if (explicit) {
                    permissions &= usable(allowed, marked);
                }
                return PageTableEntry.within(marked, leaf, guestPhysical);
            }
            if (!PageTableEntry.isPointer(entry)) {
                break;
            }
            table = PageTableEntry.address(entry);
            shift -= INDEX_BITS;
            indexBits = INDEX_BITS;
        }
        trap.raise(access.guestPageFault, virtualAddress, true);
        trap.guestPhysical = guestPhysical;
        trap.instruction = pseudoinstruction;
        return FAULT;
    }

    /** What of N and PBMT a leaf may have, under menvcfg or henvcfg. */
    private long extensions(long config) {
        return napot | ((config & EnvironmentConfiguration.PBMTE) != 0 ? PageTableEntry.PBMT : 0);
    }

    private static boolean mayAccess(
            long entry, TranslationContext context, Access access, boolean executableIsReadable) {
        boolean userPage = (entry & PageTableEntry.U) != 0;
        boolean levelMay = switch (context.privilege()) {
            case Privilege.USER -> userPage;
            default -> !userPage || (context.sum() && access != Access.FETCH);
        };
        return levelMay && (PageTableEntry.permissions(entry, executableIsReadable) & access.permission) != 0;
    }

    /** The entry with the A and D bits that an access leaves behind. */
    private static long marked(long entry, Access access) {
        return entry | PageTableEntry.A | (access == Access.WRITE ? PageTableEntry.D : 0);
    }

    private boolean mark(long physical, long entry, long marked) {
        boolean done = ram.compareAndSet(physical, entry, marked);
        if (done) {
            code.written(physical, Long.BYTES);
        }
        return done;
    }

    /** The permissions that need no change of the entry: writing takes a set D bit. */
    private static int usable(int allowed, long entry) {
        return (entry & PageTableEntry.D) != 0 ? allowed : allowed & ~Permission.WRITE;
    }
}
