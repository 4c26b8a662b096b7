// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Delegation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hypercall has taken away and must bring to an end before it returns: translations that harts may have cached, page tables that harts may be walking, and views
 * that programs may be using. Guarded by the kernel lock; collects and completes without allocating.
 */
final class Reclaim {
    /** A capability that is removed can empty two page tables, and so can a reservation that is taken back. */
    private static final int MAX_RETIRED = 2 * Math.max(Delegation.MAX_PIECES, Revoke.LIMIT);

    private final KernelMemory memory;
    private final List<Pcpu> pcpus;

    private final long[] retired = new long[MAX_RETIRED];
    private int retiredCount;
    private @Nullable GuestSpace touched;
    private @Nullable HostView views;

    Reclaim(KernelMemory memory, List<Pcpu> pcpus) {
        this.memory = memory;
        this.pcpus = pcpus;
    }

    /** Translations of {@code space} must go from all harts, and vCPUs that run on it must look again whether they may. */
    void touch(GuestSpace space) {
        if (!space.touched) {
            space.touched = true;
            space.nextTouched = touched;
            touched = space;
        }
    }

    /** The page table {@code frame} is out of its tree. */
    void retire(long frame) {
        retired[retiredCount++] = frame;
    }

    /** A view has lost a capability that is under it. */
    void close(HostView view) {
        view.next = views;
        views = view;
    }

    /**
     * Brings it all to an end. When it returns, no hart and no program uses what was taken away. Waits for harts that run a guest, which answer a kick within one block;
     * a pCPU that runs no guest flushes before it runs the next.
     */
    void complete() {
        for (GuestSpace space = touched; space != null; space = space.nextTouched) {
            long mask = space.pcpus();
            for (int i = 0; i < pcpus.size(); i++) {
                if ((mask >>> i & 1) != 0) {
                    pcpus.get(i).shootdown().request(space.vmid());
                }
            }
        }
        for (GuestSpace space = touched; space != null; ) {
            long mask = space.pcpus();
            for (int i = 0; i < pcpus.size(); i++) {
                if ((mask >>> i & 1) != 0) {
                    pcpus.get(i).shootdown().await();
                }
            }
            GuestSpace next = space.nextTouched;
            space.touched = false;
            space.nextTouched = null;
            space = next;
        }
        touched = null;
        while (retiredCount > 0) {
            memory.release(retired[--retiredCount]);
        }
        for (HostView view = views; view != null; view = view.next) {
            view.close();
        }
        views = null;
    }
}
