// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#controlSc}. */
final class ControlSc extends Hypercall {
    private Capability named = Capability.NULL;
    private Policy policy = Policy.of(1, 0, 0, Policy.ANYWHERE);
    private boolean changes;

    ControlSc() {}

    @Override
    int decode(HostEc caller, long sc, long priority, long budget, long period, long offset, long u5) {
        named = find(caller, sc);
        int status = check(named, SchedulingContext.class, Permission.SC_CONTROL);
        if (status != Status.OK) {
            return status;
        }
        SchedulingContext context = (SchedulingContext) named.object();
        changes = budget != 0;
        if (!changes) {
            return Status.OK;
        }
        if (!Policy.isRegular(priority, budget, period, offset)) {
            return Status.BAD_ARGUMENT;
        }
        policy = Policy.of(priority, budget, period, offset);
        long more = policy.share() - context.wanted().share();
        return context.ec().pcpu().admits(more) ? Status.OK : Status.NO_TIME;
    }

    @Override
    int commit(HostEc caller) {
        SchedulingContext context = (SchedulingContext) named.object();
        if (changes) {
            context.ec().pcpu().admit(policy.share() - context.wanted().share());
            context.change(policy);
        }
        caller.utcb().argument(0, context.consumed() * Pcpu.NANOSECONDS_PER_TICK);
        return Status.OK;
    }
}
