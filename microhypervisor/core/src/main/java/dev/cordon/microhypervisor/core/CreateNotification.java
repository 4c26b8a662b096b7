// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createNotification}. */
final class CreateNotification extends Creation {
    CreateNotification() {}

    @Override
    int decode(HostEc caller, long to, long owner, long bound, long u3, long u4, long u5) {
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        Capability named = find(caller, bound);
        status = check(named, HostEc.class, Permission.EC_BIND);
        if (status != Status.OK) {
            return status;
        }
        HostEc ec = (HostEc) named.object();
        if (ec.isBound()) {
            return Status.BAD_ARGUMENT;
        }
        return prepare(new Notification(ec), ObjectType.NOTIFICATION);
    }

    @Override
    int commit(HostEc caller) {
        Notification created = (Notification) object();
        created.ec().bind(created);
        return super.commit(caller);
    }
}
