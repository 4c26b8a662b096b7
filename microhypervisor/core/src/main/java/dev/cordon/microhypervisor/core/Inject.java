// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#inject}. */
final class Inject extends Hypercall {
    private Capability named = Capability.NULL;
    private long set;
    private long clear;

    Inject() {}

    @Override
    int decode(HostEc caller, long vcpu, long toSet, long toClear, long u3, long u4, long u5) {
        named = find(caller, vcpu);
        set = toSet;
        clear = toClear;
        int status = check(named, Vcpu.class, Permission.EC_CONTROL);
        boolean regular = ((set | clear) & ~Vcpu.VIRTUAL_INTERRUPTS) == 0 && (set & clear) == 0;
        return status == Status.OK && !regular ? Status.BAD_ARGUMENT : status;
    }

    @Override
    int commit(HostEc caller) {
        ((Vcpu) named.object()).inject(set, clear);
        return Status.OK;
    }
}
