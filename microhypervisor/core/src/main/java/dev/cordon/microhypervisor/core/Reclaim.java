// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hypercall has taken away and must bring to an end before it returns: translations that harts may have cached, page tables that harts may be walking, guests that
 * run and should not, and views that programs may be using. Guarded by the kernel lock; collects and completes without allocating.
 */
final class Reclaim {
    private final List<Pcpu> pcpus;
    private final List<Device> devices;

    private @Nullable GuestSpace touched;
    private @Nullable HostView views;

    private boolean accesses;
    private boolean assignments;

    /** The pCPUs that must leave their guests, as a mask. */
    private long stopped;

    Reclaim(List<Pcpu> pcpus, List<Device> devices) {
        this.pcpus = pcpus;
        this.devices = devices;
    }

    /** Translations of {@code space} must go from all harts, and vCPUs that run on it must look again whether they may. */
    void touch(GuestSpace space) {
        if (!space.touched) {
            space.touched = true;
            space.nextTouched = touched;
            touched = space;
        }
    }

    /** A vCPU of {@code pcpu} may be running that should not, and looks whether it may before it runs on. */
    void stop(Pcpu pcpu) {
        stopped |= 1L << pcpu.number();
    }

    /** A host space has lost what a program may be accessing. */
    void awaitAccesses() {
        accesses = true;
    }

    /** A right has gone by which a device may be assigned to a DMA space. */
    void reviewDevices() {
        assignments = true;
    }

    /** A view has lost what is under it. */
    void close(HostView view) {
        view.next = views;
        views = view;
    }

    /**
     * Brings it all to an end. When it returns, no hart, no device and no program uses what was taken away. Waits for harts that run a guest, which answer a kick within one block;
     * a pCPU that runs no guest flushes before it runs the next.
     */
    void complete() {
        if (touched != null || stopped != 0) {
            stopGuests();
        }
        for (int i = 0; accesses && i < pcpus.size(); i++) {
            pcpus.get(i).shootdown().awaitBus();
        }
        accesses = false;
        for (int i = 0; assignments && i < devices.size(); i++) {
            devices.get(i).review();
        }
        assignments = false;
        for (HostView view = views; view != null; view = view.next) {
            view.close();
        }
        views = null;
    }

    private void stopGuests() {
        request(stopped, Shootdown.NONE);
        long waiting = stopped;
        for (GuestSpace space = touched; space != null; ) {
            request(space.pcpus(), space.id());
            waiting |= space.pcpus();
            GuestSpace next = space.nextTouched;
            space.touched = false;
            space.nextTouched = null;
            space = next;
        }
        touched = null;
        stopped = 0;
        for (long left = waiting; left != 0; left &= left - 1) {
            pcpus.get(Long.numberOfTrailingZeros(left)).shootdown().await();
        }
    }

    private void request(long mask, int vmid) {
        for (long left = mask; left != 0; left &= left - 1) {
            pcpus.get(Long.numberOfTrailingZeros(left)).shootdown().request(vmid);
        }
    }
}
