// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createVcpu}. */
final class CreateVcpu extends Creation {
    private final Kernel kernel;

    CreateVcpu(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long pcpu, long eventBase, long u4, long u5) {
        int status = decodeOwner(caller, to, owner, 1);
        if (status != Status.OK) {
            return status;
        }
        if (!kernel.hasPcpu(pcpu)) {
            return Status.BAD_PCPU;
        }
        if (eventBase < 0 || eventBase > ObjectSpace.SELECTORS - Event.COUNT) {
            return Status.BAD_ARGUMENT;
        }
        Vcpu vcpu = new Vcpu(kernel, owner(), kernel.pcpu(pcpu), eventBase);
        return prepare(vcpu, ObjectType.EXECUTION_CONTEXT);
    }
}
