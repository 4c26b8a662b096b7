// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#assignDevice}. */
final class AssignDevice extends Hypercall {
    private Capability by = Capability.NULL;
    private Capability to = Capability.NULL;

    AssignDevice() {}

    @Override
    int decode(HostEc caller, long device, long space, long u2, long u3, long u4, long u5) {
        by = find(caller, device);
        to = find(caller, space);
        int status = check(by, Device.class, Permission.DEVICE_ASSIGN);
        return status == Status.OK ? check(to, DmaSpace.class, Permission.SPACE_ASSIGN) : status;
    }

    @Override
    int commit(HostEc caller) {
        ((Device) by.object()).assign(by, to);
        return Status.OK;
    }
}
