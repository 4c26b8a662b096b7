// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createGuestSpace}. */
final class CreateGuestSpace extends Creation {
    private final Kernel kernel;
    private long root;
    private int vmid;

    CreateGuestSpace(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long u2, long u3, long u4, long u5) {
        root = KernelMemory.NONE;
        vmid = Vmids.NONE;
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        vmid = kernel.vmids().take();
        root = kernel.memory().allocateRootTable(owner().quota());
        if (vmid == Vmids.NONE || root == KernelMemory.NONE) {
            return Status.NO_MEMORY;
        }
        return prepare(new GuestSpace(kernel, owner().quota(), root, vmid), ObjectType.GUEST_SPACE);
    }

    @Override
    void undo(HostEc caller) {
        if (root != KernelMemory.NONE) {
            kernel.memory().release(root, KernelMemory.ROOT_TABLE, owner().quota());
        }
        if (vmid != Vmids.NONE) {
            kernel.vmids().release(vmid);
        }
        super.undo(caller);
    }
}
