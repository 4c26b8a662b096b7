// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * A hypercall that creates objects in the name of a PD. The capabilities to them are derived from the capability to that PD: with it, whoever delegated it takes back
 * everything that was created by it.
 */
abstract class Creation extends Hypercall {
    private final List<Capability> created = new ArrayList<>(3);
    private Capability parent = Capability.NULL;
    private long selector;

    /** Checks that {@code owner} is a PD that the caller may create for, and that {@code count} selectors from {@code to} on are free. */
    final int decodeOwner(HostEc caller, long to, long owner, int count) {
        created.clear();
        parent = find(caller, owner);
        selector = to;
        int status = check(parent, ProtectionDomain.class, Permission.PD_CREATE);
        for (long i = to; i < to + count && status == Status.OK; i++) {
            if (i <= 0 || !caller.pd().objects().isBlock(i, 0)) {
                status = Status.BAD_ARGUMENT;
            } else if (!caller.pd().objects().isFree(i, 0)) {
                status = Status.OCCUPIED;
            }
        }
        return status;
    }

    /** The PD that {@link #decodeOwner} found. */
    final ProtectionDomain owner() {
        return (ProtectionDomain) parent.object();
    }

    /** Prepares the capability to {@code object} for the next of the selectors. */
    final int prepare(HostEc caller, KernelObject object, ObjectType type) {
        caller.pd().objects().reserve(selector + created.size(), 0);
        created.add(Capability.toObject(object, Permission.all(type)));
        return Status.OK;
    }

    /** The object that was prepared first. */
    final KernelObject object() {
        return created.getFirst().object();
    }

    @Override
    int commit(HostEc caller) {
        for (int i = 0; i < created.size(); i++) {
            caller.pd().objects().put(created.get(i), selector + i, parent);
        }
        return Status.OK;
    }
}
