// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createSc}. */
final class CreateSc extends Creation {
    CreateSc() {}

    @Override
    int ownership() {
        return Permission.PD_SCHEDULE;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long bound, long priority, long budget, long period) {
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        Capability named = find(caller, bound);
        status = check(named, ExecutionContext.class, Permission.EC_BIND);
        if (status != Status.OK) {
            return status;
        }
        ExecutionContext ec = (ExecutionContext) named.object();
        if (!Policy.isRegular(priority, budget, period, Policy.ANYWHERE) || ec.sc() != null) {
            return Status.BAD_ARGUMENT;
        }
        Policy policy = Policy.of(priority, budget, period, Policy.ANYWHERE);
        if (!ec.pcpu().admits(policy.share())) {
            return Status.NO_TIME;
        }
        return prepare(new SchedulingContext(ec, policy), ObjectType.SCHEDULING_CONTEXT);
    }

    @Override
    int commit(HostEc caller) {
        SchedulingContext created = (SchedulingContext) object();
        created.ec().pcpu().admit(created.wanted().share());
        created.ec().start(created);
        return super.commit(caller);
    }
}
