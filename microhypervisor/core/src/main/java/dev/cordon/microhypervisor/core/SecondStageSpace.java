// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.Ram;

/**
 * Memory as a guest or a device sees it: a space whose capabilities are mapped in a page table of mode Sv39x4, which harts walk as the G-stage (privileged specification,
 * "Two-stage address translation") and an IOMMU as the second stage (RISC-V IOMMU specification, "Device-context fields"). The only class that knows the format of page tables.
 *
 * <p>A capability of order k is mapped by the leaves of level k / 9: blocks are naturally aligned, in the guest and in RAM, so they are exactly whole leaves. Every table but
 * the root maps something.
 */
abstract sealed class SecondStageSpace extends CapabilitySpace permits GuestSpace, DmaSpace {
    /** Addresses have 41 bits. */
    static final long PAGES = 1L << 29;

    private static final long SV39X4 = 8L << 60;
    private static final int VMID_SHIFT = 44;

    private static final int BITS = 9;
    private static final int ENTRIES = 1 << BITS;
    private static final int ROOT_LEVEL = 2;
    private static final int ROOT_ENTRIES = ENTRIES * 4;

    private static final long VALID = 1;
    private static final long USER = 1 << 4;
    private static final long ACCESSED = 1 << 6;
    private static final long DIRTY = 1 << 7;
    private static final int FRAME_SHIFT = 10;
    private static final int PAGE_SHIFT = 12;

    private final Kernel kernel;
    private final Ram ram;
    private final KernelMemory memory;
    private final long root;
    private final int id;

    /**
     * An empty space.
     *
     * @param quota is charged for its page tables, and has been for the root table
     * @param root the address of a zeroed root table
     * @param id its own
     */
    SecondStageSpace(Kernel kernel, Quota quota, long root, int id) {
        super(PAGES, true, quota);
        this.kernel = kernel;
        this.ram = kernel.ram();
        this.memory = kernel.memory();
        this.root = root;
        this.id = id;
    }

    /** Where a walk begins, as hgatp and an IOMMU's iohgatp say it, which are the same but for the name of the number: VMID and GSCID. */
    final long hgatp() {
        return SV39X4 | (long) id << VMID_SHIFT | root >>> PAGE_SHIFT;
    }

    /** The number by which translations of this space are told from those of others. */
    final int id() {
        return id;
    }

    /** What was mapped is so no more, or not by the same tables: translations may have been cached. */
    abstract void touch();

    /** Also makes the page tables down to the leaves; those that stay empty change nothing for whom it is. */
    @Override
    public boolean reserve(long page, int order) {
        if (!super.reserve(page, order)) {
            return false;
        }
        long table = root;
        for (int level = ROOT_LEVEL; level > order / BITS; level--) {
            long entry = entry(table, page, level);
            if (ram.readLong(entry) == 0) {
                long frame = memory.allocate(quota());
                if (frame == KernelMemory.NONE) {
                    unreserve(page, order);
                    return false;
                }
                ram.writeLong(entry, pointer(frame));
            }
            table = address(ram.readLong(entry));
        }
        return true;
    }

    @Override
    public void unreserve(long page, int order) {
        prune(page, order);
        super.unreserve(page, order);
    }

    @Override
    protected void added(Capability capability) {
        int level = capability.order() / BITS;
        long leaf = leaf(capability.frame(), capability.permissions());
        long step = 1L << (BITS * level + FRAME_SHIFT);
        long entry = entry(table(capability.selector(), level), capability.selector(), level);
        for (int i = 0; i < leaves(capability); i++) {
            ram.writeLong(entry + (long) i * Long.BYTES, leaf + i * step);
        }
    }

    @Override
    protected void removed(Capability capability) {
        int level = capability.order() / BITS;
        long entry = entry(table(capability.selector(), level), capability.selector(), level);
        for (int i = 0; i < leaves(capability); i++) {
            ram.writeLong(entry + (long) i * Long.BYTES, 0);
        }
        prune(capability.selector(), capability.order());
        touch();
    }

    @Override
    public void destroyed() {
        touch();
        memory.release(root, KernelMemory.ROOT_TABLE, quota());
        kernel.stageIds().release(id);
    }

    private static int leaves(Capability capability) {
        return 1 << (capability.order() % BITS);
    }

    private static long leaf(long frame, int permissions) {
        long rwx = (long) (permissions & Permission.MEMORY_ALL) << 1; // R, W and X are bits 1, 2 and 3
        return frame << FRAME_SHIFT | DIRTY | ACCESSED | USER | rwx | VALID;
    }

    private static long pointer(long table) {
        return table >>> PAGE_SHIFT << FRAME_SHIFT | VALID;
    }

    private static long address(long pointer) {
        return pointer >>> FRAME_SHIFT << PAGE_SHIFT;
    }

    private static long entry(long table, long page, int level) {
        int entries = level == ROOT_LEVEL ? ROOT_ENTRIES : ENTRIES;
        return table + ((page >>> (BITS * level)) & (entries - 1)) * Long.BYTES;
    }

    /** The table of {@code level} on the path to {@code page}; every table above it is there. */
    private long table(long page, int level) {
        long table = root;
        for (int l = ROOT_LEVEL; l > level; l--) {
            table = address(ram.readLong(entry(table, page, l)));
        }
        return table;
    }

    /** Takes the tables that map nothing out of the path to a leaf of {@code order} at {@code page}, the lowest first. */
    private void prune(long page, int order) {
        for (int level = order / BITS; level < ROOT_LEVEL; level++) {
            long parent = root;
            for (int l = ROOT_LEVEL; l > level + 1 && parent != KernelMemory.NONE; l--) {
                parent = address(ram.readLong(entry(parent, page, l)));
            }
            long entry = entry(parent, page, level + 1);
            if (parent == KernelMemory.NONE || ram.readLong(entry) == 0) {
                continue; // a reservation that did not get so far
            }
            long table = address(ram.readLong(entry));
            if (!isEmpty(table)) {
                return;
            }
            ram.writeLong(entry, 0);
            memory.release(table, 1, quota());
            touch();
        }
    }

    private boolean isEmpty(long table) {
        for (int i = 0; i < ENTRIES; i++) {
            if (ram.readLong(table + (long) i * Long.BYTES) != 0) {
                return false;
            }
        }
        return true;
    }
}
