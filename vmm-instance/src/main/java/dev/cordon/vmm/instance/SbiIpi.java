// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Utcb;

/** IPI extension: supervisor software interrupts between harts. */
final class SbiIpi implements SbiExtension {
    /** hvip.VSSIP, which the guest clears as sip.SSIP. */
    private static final long SOFTWARE = 1 << 2;

    private final Guest guest;

    SbiIpi(Guest guest) {
        this.guest = guest;
    }

    @Override
    public long id() {
        return 0x73_5049; // "sPI"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        if (function != 0) {
            return NOT_SUPPORTED;
        }
        long harts = HartMask.of(utcb.x(10), utcb.x(11), guest.harts());
        if (harts == HartMask.INVALID) {
            return INVALID_PARAMETER;
        }
        for (long left = harts; left != 0; left &= left - 1) {
            Vcpu target = guest.vcpu(Long.numberOfTrailingZeros(left));
            Hypercalls.inject(hypervisor, target.selector(), SOFTWARE, 0);
        }
        return SUCCESS;
    }
}
