// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#bindInterrupt}. */
final class BindInterrupt extends Hypercall {
    private Capability by = Capability.NULL;
    private Capability to = Capability.NULL;
    private long badges;

    BindInterrupt() {}

    @Override
    int decode(HostEc caller, long interrupt, long notification, long withBadges, long u3, long u4, long u5) {
        by = find(caller, interrupt);
        to = find(caller, notification);
        badges = withBadges;
        int status = check(by, Interrupt.class, Permission.INTERRUPT_BIND);
        if (status == Status.OK) {
            status = check(to, Notification.class, Permission.NOTIFICATION_BIND);
        }
        return status == Status.OK && badges == 0 ? Status.BAD_ARGUMENT : status;
    }

    @Override
    int commit(HostEc caller) {
        ((Interrupt) by.object()).bind(by, to, badges);
        return Status.OK;
    }
}
