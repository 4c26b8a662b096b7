// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#revoke}. */
final class Revoke extends Hypercall {
    /** How many capabilities one call removes at most. */
    static final int LIMIT = 128;

    private Capability named = Capability.NULL;
    private long base;
    private int order;
    private boolean self;

    Revoke() {}

    @Override
    int decode(HostEc caller, long space, long first, long blockOrder, long withSelf, long u4, long u5) {
        named = find(caller, space);
        int status = check(named, CapabilitySpace.class, Permission.SPACE_TAKE);
        if (status != Status.OK) {
            return status;
        }
        if (blockOrder < 0 || blockOrder > CapabilitySpace.MAX_ORDER || (withSelf & ~1) != 0) {
            return Status.BAD_ARGUMENT;
        }
        base = first;
        order = (int) blockOrder;
        self = withSelf != 0;
        return Revocation.isPossible((CapabilitySpace) named.object(), base, order) ? Status.OK : Status.BAD_ARGUMENT;
    }

    @Override
    int commit(HostEc caller) {
        boolean done = Revocation.step((CapabilitySpace) named.object(), base, order, self, LIMIT);
        return done ? Status.OK : Status.AGAIN;
    }
}
