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
 * A hypercall that creates objects in the name of a PD, which is charged for them. Their originals are derived from the capability to that PD: with it, whoever delegated it
 * takes back everything that was created by it.
 */
abstract class Creation extends Hypercall {
    private final List<Capability> created = new ArrayList<>(3);
    private Capability parent = Capability.NULL;
    private long selector;

    /** How many selectors have room reserved. */
    private int reserved;

    /** How many objects the owner has been charged. */
    private int charged;

    /** What the capability to the owner must permit. */
    int ownership() {
        return Permission.PD_CREATE;
    }

    /**
     * Checks that {@code owner} is a PD that the caller may create for, and that {@code count} selectors from {@code to} on are free; charges the owner for as many
     * objects, and makes room at the selectors.
     */
    final int decodeOwner(HostEc caller, long to, long owner, int count) {
        created.clear();
        reserved = 0;
        charged = 0;
        parent = find(caller, owner);
        selector = to;
        int status = check(parent, ProtectionDomain.class, ownership());
        if (status == Status.OK && (to <= 0 || to > ObjectSpace.SELECTORS - count)) {
            status = Status.BAD_ARGUMENT;
        }
        for (int i = 0; i < count && status == Status.OK; i++) {
            status = caller.pd().objects().isFree(to + i, 0) ? Status.OK : Status.OCCUPIED;
        }
        return status == Status.OK ? reserve(caller, count) : status;
    }

    private int reserve(HostEc caller, int count) {
        if (!owner().quota().charge(0, count)) {
            return Status.NO_MEMORY;
        }
        charged = count;
        for (; reserved < count; reserved++) {
            if (!caller.pd().objects().reserve(selector + reserved, 0)) {
                return Status.NO_MEMORY;
            }
        }
        return Status.OK;
    }

    @Override
    void undo(HostEc caller) {
        while (reserved > 0) {
            caller.pd().objects().unreserve(selector + --reserved, 0);
        }
        if (charged > 0) {
            owner().quota().release(0, charged);
            charged = 0;
        }
    }

    /** The PD that {@link #decodeOwner} found. */
    final ProtectionDomain owner() {
        return (ProtectionDomain) parent.object();
    }

    /** Prepares the original of {@code object} for the next of the selectors; but for that of the first it is derived from the first. */
    final int prepare(KernelObject object, ObjectType type) {
        int permissions = Permission.all(type);
        if (type == ObjectType.PROTECTION_DOMAIN) {
            permissions &= parent.permissions(); // or whoever may create a PD could give it time
        }
        created.add(Capability.original(object, permissions, owner().quota()));
        return Status.OK;
    }

    /** The object that was prepared first. */
    final KernelObject object() {
        return created.getFirst().object();
    }

    @Override
    int commit(HostEc caller) {
        Capability first = created.getFirst();
        caller.pd().objects().put(first, selector, parent);
        for (int i = 1; i < created.size(); i++) {
            caller.pd().objects().put(created.get(i), selector + i, first);
        }
        return Status.OK;
    }
}
