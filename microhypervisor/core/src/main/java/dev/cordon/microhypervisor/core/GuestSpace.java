// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Quota;
import org.jspecify.annotations.Nullable;

/** Guest-physical memory: what vCPUs that are assigned this space find behind their own page tables. Its number is the VMID. */
final class GuestSpace extends SecondStageSpace {
    private final Reclaim reclaim;

    /** The pCPUs of all vCPUs that were ever given it to run on, as a mask. Guarded by the kernel lock. */
    private long pcpus;

    /** The vCPU that ran here last, by pCPU. */
    private final @Nullable Vcpu[] resident;

    /** The next space in {@link Reclaim}'s list, and whether this one is in it. */
    @Nullable
    GuestSpace nextTouched;

    boolean touched;

    /** As {@link SecondStageSpace#SecondStageSpace}. */
    GuestSpace(Kernel kernel, Quota quota, long root, int vmid) {
        super(kernel, quota, root, vmid);
        this.reclaim = kernel.reclaim();
        this.resident = new @Nullable Vcpu[kernel.pcpus().size()];
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

    @Override
    void touch() {
        reclaim.touch(this);
    }
}
