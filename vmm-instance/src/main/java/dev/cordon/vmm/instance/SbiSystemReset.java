// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Utcb;

/** System reset extension (SRST): powers off or reboots the guest. */
final class SbiSystemReset implements SbiExtension {
    private static final int SHUTDOWN = 0;
    private static final int WARM_REBOOT = 2;
    private static final long NO_REASON = 0;
    private static final long SYSTEM_FAILURE = 1;

    private final Guest guest;

    SbiSystemReset(Guest guest) {
        this.guest = guest;
    }

    @Override
    public long id() {
        return 0x5352_5354; // "SRST"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        // Both are 32-bit arguments.
        int type = (int) utcb.x(10);
        long reason = utcb.x(11) & 0xffff_ffffL;
        if (function != 0) {
            return NOT_SUPPORTED;
        }
        if (type < SHUTDOWN || type > WARM_REBOOT || reason > SYSTEM_FAILURE) {
            return INVALID_PARAMETER;
        }
        if (reason != NO_REASON) {
            guest.end(hypervisor, caller, RootPortal.FAILED, "the guest reported a system failure when it shut down");
        } else {
            guest.end(hypervisor, caller, type == SHUTDOWN ? RootPortal.POWER_OFF : RootPortal.REBOOT, "");
        }
        return NO_RETURN;
    }
}
