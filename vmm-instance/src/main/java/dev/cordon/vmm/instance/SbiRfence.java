// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/**
 * RFENCE extension: makes harts forget translations and fetched instructions. A fence in the reply to the caller reaches all vCPUs, on whatever pCPUs: the caller goes on
 * when they have forgotten. Fences for guests of the guest are not supported, since a guest has no H extension.
 */
final class SbiRfence implements SbiExtension {
    private static final int REMOTE_SFENCE_VMA_ASID = 2;

    private final Guest guest;

    SbiRfence(Guest guest) {
        this.guest = guest;
    }

    @Override
    public long id() {
        return 0x5246_4e43; // "RFNC"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        if (function < 0 || function > REMOTE_SFENCE_VMA_ASID) {
            return NOT_SUPPORTED;
        }
        if (HartMask.of(utcb.x(10), utcb.x(11), guest.harts()) == HartMask.INVALID) {
            return INVALID_PARAMETER;
        }
        utcb.groups(utcb.groups() | RegisterGroup.FENCE);
        return SUCCESS;
    }
}
