// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Delegation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#delegate}. */
final class Delegate extends Hypercall {
    private final Delegation delegation = new Delegation();

    Delegate() {}

    @Override
    int decode(
            HostEc caller, long sourceSpace, long source, long targetSpace, long target, long order, long permissions) {
        Capability from = find(caller, sourceSpace);
        Capability to = find(caller, targetSpace);
        if (!(from.object() instanceof CapabilitySpace giver) || !(to.object() instanceof CapabilitySpace taker)) {
            return Status.BAD_CAPABILITY;
        }
        if (!from.permits(Permission.SPACE_TAKE) || !to.permits(Permission.SPACE_GRANT)) {
            return Status.BAD_PERMISSION;
        }
        if (order < 0 || order > CapabilitySpace.MAX_ORDER || (!taker.memory() && target == 0)) {
            return Status.BAD_ARGUMENT;
        }
        return switch (delegation.prepare(giver, source, taker, target, (int) order, (int) permissions)) {
            case READY -> Status.OK;
            case MALFORMED -> Status.BAD_ARGUMENT;
            case MISSING -> Status.BAD_CAPABILITY;
            case POWERLESS -> Status.BAD_PERMISSION;
            case OCCUPIED -> Status.OCCUPIED;
            case NO_MEMORY -> Status.NO_MEMORY;
        };
    }

    @Override
    void undo(HostEc caller) {
        delegation.undo();
    }

    @Override
    int commit(HostEc caller) {
        delegation.commit();
        return Status.OK;
    }
}
