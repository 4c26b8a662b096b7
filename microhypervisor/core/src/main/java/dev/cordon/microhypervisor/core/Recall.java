// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#recall}. */
final class Recall extends Hypercall {
    private Capability named = Capability.NULL;

    Recall() {}

    @Override
    int decode(HostEc caller, long vcpu, long u1, long u2, long u3, long u4, long u5) {
        named = find(caller, vcpu);
        return check(named, Vcpu.class, Permission.EC_CONTROL);
    }

    @Override
    int commit(HostEc caller) {
        ((Vcpu) named.object()).recall();
        return Status.OK;
    }
}
