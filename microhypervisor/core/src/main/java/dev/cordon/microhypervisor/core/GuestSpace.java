// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.Ram;
import org.jspecify.annotations.Nullable;

/**
 * Guest-physical memory: a space whose capabilities are mapped in a G-stage page table of mode Sv39x4 (privileged specification, "Two-stage address translation").
 * The only class that knows the format of page tables.
 *
 * <p>A capability of order k is mapped by the leaves of level k / 9: blocks are naturally aligned, in the guest and in RAM, so they are exactly whole leaves. Every table but
 * the root maps something.
 */
final class GuestSpace extends CapabilitySpace {
    /** Guest-physical addresses have 41 bits. */
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
    private final Reclaim reclaim;
    private final long root;
    private final int vmid;

    /** The pCPUs of all vCPUs that were ever given it to run on, as a mask. Guarded by the kernel lock. */
    private long pcpus;

    /** The vCPU that ran here last, by pCPU. */
    private final @Nullable Vcpu[] resident;

    /** The next space in {@link Reclaim}'s list, and whether this one is in it. */
    @Nullable
    GuestSpace nextTouched;

    boolean touched;

    /**
     * An empty space.
     *
     * @param quota is charged for its page tables, and has been for the root table
     * @param root the address of a zeroed root table
     * @param vmid its own
     */
    GuestSpace(Kernel kernel, Quota quota, long root, int vmid) {
        super(PAGES, true, quota);
        this.kernel = kernel;
        this.ram = kernel.ram();
        this.memory = kernel.memory();
        this.reclaim = kernel.reclaim();
        this.root = root;
        this.vmid = vmid;
        this.resident = new @Nullable Vcpu[kernel.pcpus().size()];
    }

    /** The value of hgatp for a vCPU that runs on this space. */
    long hgatp() {
        return SV39X4 | (long) vmid << VMID_SHIFT | root >>> PAGE_SHIFT;
    }

    int vmid() {
        return vmid;
    }

    /**
     * A vCPU of a pCPU is given this space to run on. Under the kernel lock, as the lookup of the right by which it is: so whoever takes that right away later knows
     * which hart to wait for.
     */
    void assign(int pcpu) {
        pcpus |= 1L << pcpu;
    }

    /**
     * {@code vcpu} is about to run here. Returns whether another was the last to on this pCPU: the two have address spaces of their own, which VMID and ASID do not tell
     * apart. On the pCPU's thread.
     */
    boolean isHandedTo(Vcpu vcpu) {
        int pcpu = vcpu.pcpu().number();
        Vcpu last = resident[pcpu];
        resident[pcpu] = vcpu;
        return last != null && last != vcpu;
    }

    /** The pCPUs whose harts may run on this space or have cached translations of it, as a mask. Under the kernel lock. */
    long pcpus() {
        return pcpus;
    }

    /** Also makes the page tables down to the leaves; those that stay empty change nothing for the guest. */
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
        reclaim.touch(this);
    }

    @Override
    public void destroyed() {
        reclaim.touch(this);
        memory.release(root, KernelMemory.ROOT_TABLE, quota());
        kernel.vmids().release(vmid);
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
            reclaim.touch(this);
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
