// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createGuestSpace}. */
final class CreateGuestSpace extends Creation {
    private final Kernel kernel;

    CreateGuestSpace(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long u2, long u3, long u4, long u5) {
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        if (!kernel.hasVmid()) {
            return Status.NO_MEMORY;
        }
        long root = kernel.memory().allocateRootTable();
        if (root == KernelMemory.NONE) {
            return Status.NO_MEMORY;
        }
        return prepare(caller, new GuestSpace(kernel, root, kernel.nextVmid()), ObjectType.GUEST_SPACE);
    }
}
