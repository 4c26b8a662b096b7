// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createHostEc}. */
final class CreateHostEc extends Creation {
    private final Kernel kernel;
    private long utcb;

    CreateHostEc(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long pcpu, long faultPortal, long u4, long u5) {
        utcb = KernelMemory.NONE;
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        if (!kernel.hasPcpu(pcpu)) {
            return Status.BAD_PCPU;
        }
        Capability faults = Capability.NULL;
        if (faultPortal != 0) {
            faults = find(caller, faultPortal);
            status = check(faults, Portal.class, Permission.PORTAL_EVENT);
            if (status != Status.OK) {
                return status;
            }
            if (((Portal) faults.object()).ec().pcpu().number() != pcpu) {
                return Status.BAD_PCPU;
            }
        }
        utcb = kernel.memory().allocate(owner().quota());
        if (utcb == KernelMemory.NONE) {
            return Status.NO_MEMORY;
        }
        HostEc ec = new HostEc(kernel, owner(), kernel.pcpu(pcpu), utcb, faults);
        return prepare(ec, ObjectType.EXECUTION_CONTEXT);
    }

    @Override
    void undo(HostEc caller) {
        if (utcb != KernelMemory.NONE) {
            kernel.memory().release(utcb, 1, owner().quota());
        }
        super.undo(caller);
    }
}
