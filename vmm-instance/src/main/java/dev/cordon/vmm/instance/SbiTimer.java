// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/** Timer extension, for guests that do not write stimecmp themselves. */
final class SbiTimer implements SbiExtension {
    @Override
    public long id() {
        return 0x5449_4d45; // "TIME"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        return function == 0 ? set(utcb) : NOT_SUPPORTED;
    }

    /** Sets the time of the next timer interrupt to a0, which also clears one that is pending. */
    static long set(Utcb utcb) {
        utcb.word(Utcb.VSTIMECMP, utcb.x(10));
        utcb.word(Utcb.HTIMEDELTA, 0);
        utcb.groups(utcb.groups() | RegisterGroup.TIMER);
        return SUCCESS;
    }
}
