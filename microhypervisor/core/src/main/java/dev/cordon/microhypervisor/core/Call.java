// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#call}. The handler runs after the kernel lock has been released. */
final class Call extends Hypercall {
    private final Transfer items = new Transfer();
    private Capability named = Capability.NULL;

    Call() {}

    @Override
    int decode(HostEc caller, long selector, long u1, long u2, long u3, long u4, long u5) {
        named = find(caller, selector);
        int status = check(named, Portal.class, Permission.PORTAL_CALL);
        if (status != Status.OK) {
            return status;
        }
        HostEc callee = ((Portal) named.object()).ec();
        if (callee.pcpu() != caller.pcpu()) {
            return Status.BAD_PCPU;
        }
        boolean tooDeep = caller.pcpu().isTooDeep() || !Stack.sufficesForHandler();
        status = tooDeep ? Status.NO_MEMORY : callee.availability();
        return status == Status.OK ? items.prepareItems(caller, callee) : status;
    }

    @Override
    void undo(HostEc caller) {
        items.undo();
    }

    @Override
    int commit(HostEc caller) {
        caller.calls((Portal) named.object(), items.commit());
        return Status.OK;
    }
}
