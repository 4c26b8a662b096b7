// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#signal}. */
final class Signal extends Hypercall {
    private Capability named = Capability.NULL;
    private long badges;

    Signal() {}

    @Override
    int decode(HostEc caller, long notification, long more, long u2, long u3, long u4, long u5) {
        named = find(caller, notification);
        badges = more;
        return check(named, Notification.class, Permission.NOTIFICATION_SIGNAL);
    }

    @Override
    int commit(HostEc caller) {
        ((Notification) named.object()).signal(badges);
        return Status.OK;
    }
}
