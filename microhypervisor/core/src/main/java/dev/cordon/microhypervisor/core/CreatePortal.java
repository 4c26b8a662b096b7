// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createPortal}. */
final class CreatePortal extends Creation {
    CreatePortal() {}

    @Override
    int decode(HostEc caller, long to, long owner, long server, long id, long groups, long unused) {
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        Capability named = find(caller, server);
        status = check(named, HostEc.class, Permission.EC_BIND);
        if (status != Status.OK) {
            return status;
        }
        if ((groups & ~RegisterGroup.ALL) != 0) {
            return Status.BAD_ARGUMENT;
        }
        return prepare(new Portal((HostEc) named.object(), id, (int) groups), ObjectType.PORTAL);
    }
}
