// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createSc}. */
final class CreateSc extends Creation {
    private static final long MIN_BUDGET = 100;
    private static final long MAX_BUDGET = 1_000_000;

    CreateSc() {}

    @Override
    int decode(HostEc caller, long to, long owner, long bound, long priority, long budget, long unused) {
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
        boolean regular = priority >= 1
                && priority <= SchedulingContext.MAX_PRIORITY
                && budget >= MIN_BUDGET
                && budget <= MAX_BUDGET;
        if (!regular || ec.sc() != null) {
            return Status.BAD_ARGUMENT;
        }
        return prepare(new SchedulingContext(ec, (int) priority, budget), ObjectType.SCHEDULING_CONTEXT);
    }

    @Override
    int commit(HostEc caller) {
        SchedulingContext created = (SchedulingContext) object();
        created.ec().start(created);
        return super.commit(caller);
    }
}
