// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createGuestSpace} and {@link dev.cordon.microhypervisor.abi.Hypercalls#createDmaSpace}. */
final class CreateSecondStageSpace extends Creation {
    private final Kernel kernel;
    private final ObjectType type;
    private long root;
    private int id;

    CreateSecondStageSpace(Kernel kernel, ObjectType type) {
        this.kernel = kernel;
        this.type = type;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long u2, long u3, long u4, long u5) {
        root = KernelMemory.NONE;
        id = StageIds.NONE;
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        id = kernel.stageIds().take();
        root = kernel.memory().allocateRootTable(owner().quota());
        if (id == StageIds.NONE || root == KernelMemory.NONE) {
            return Status.NO_MEMORY;
        }
        return prepare(
                type == ObjectType.GUEST_SPACE
                        ? new GuestSpace(kernel, owner().quota(), root, id)
                        : new DmaSpace(kernel, owner().quota(), root, id),
                type);
    }

    @Override
    void undo(HostEc caller) {
        if (root != KernelMemory.NONE) {
            kernel.memory().release(root, KernelMemory.ROOT_TABLE, owner().quota());
        }
        if (id != StageIds.NONE) {
            kernel.stageIds().release(id);
        }
        super.undo(caller);
    }
}
