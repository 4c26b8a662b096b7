// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#acknowledge}. */
final class Acknowledge extends Hypercall {
    private Capability named = Capability.NULL;

    Acknowledge() {}

    @Override
    int decode(HostEc caller, long interrupt, long u1, long u2, long u3, long u4, long u5) {
        named = find(caller, interrupt);
        return check(named, Interrupt.class, Permission.INTERRUPT_BIND);
    }

    @Override
    int commit(HostEc caller) {
        ((Interrupt) named.object()).acknowledge();
        return Status.OK;
    }
}
