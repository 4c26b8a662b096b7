// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.microhypervisor.abi.Status;

/**
 * One operation of the hypercall table, in two phases. Both run under the kernel lock, one after the other; what {@link #decode} finds is kept in fields for
 * {@link #commit}.
 */
abstract class Hypercall {
    /**
     * Checks everything and reserves everything.
     *
     * @return {@link Status#OK} if {@link #commit} may follow; otherwise {@link #undo} must
     */
    abstract int decode(HostEc caller, long a0, long a1, long a2, long a3, long a4, long a5);

    /**
     * Does it. Cannot fail, does not recurse, and allocates nothing.
     *
     * @return {@link Status#OK}, or {@link Status#AGAIN} if part of the work is left
     */
    abstract int commit(HostEc caller);

    /** Takes back what {@link #decode} has reserved, however far it came: it may have thrown. Then nothing has changed. Allocates nothing. */
    void undo(HostEc caller) {}

    /** What {@code selector} names in the object space of {@code caller}'s PD. */
    static Capability find(HostEc caller, long selector) {
        return caller.pd().objects().lookup(selector);
    }

    /** Whether {@code capability} is one to a {@code type} and has {@code permission}, as a status. */
    static int check(Capability capability, Class<? extends KernelObject> type, int permission) {
        if (!type.isInstance(capability.object())) {
            return Status.BAD_CAPABILITY;
        }
        return capability.permits(permission) ? Status.OK : Status.BAD_PERMISSION;
    }
}
