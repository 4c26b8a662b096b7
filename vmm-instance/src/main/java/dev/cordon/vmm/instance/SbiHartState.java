// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;

/** Hart state management extension (HSM): starts, stops and suspends harts. */
final class SbiHartState implements SbiExtension {
    private static final int HART_START = 0;
    private static final int HART_STOP = 1;
    private static final int HART_GET_STATUS = 2;
    private static final int HART_SUSPEND = 3;

    /** The suspend type in which a hart keeps its registers and goes on after the call. */
    private static final long DEFAULT_RETENTIVE = 0;

    private static final long DEFAULT_NON_RETENTIVE = 0x8000_0000L;

    private final Guest guest;

    SbiHartState(Guest guest) {
        this.guest = guest;
    }

    @Override
    public long id() {
        return 0x48_534d; // "HSM"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        return switch (Math.clamp(function, -1, HART_SUSPEND + 1)) {
            case HART_START -> start(hypervisor, utcb);
            case HART_STOP -> stop(hypervisor, utcb, caller);
            case HART_GET_STATUS ->
                there(utcb.x(10)) ? guest.vcpu((int) utcb.x(10)).state() : INVALID_PARAMETER;
            case HART_SUSPEND -> suspend(hypervisor, utcb, caller);
            default -> NOT_SUPPORTED;
        };
    }

    private boolean there(long hart) {
        return hart >= 0 && hart < guest.harts();
    }

    private long start(Hypervisor hypervisor, Utcb utcb) {
        if (!there(utcb.x(10))) {
            return INVALID_PARAMETER;
        }
        Vcpu target = guest.vcpu((int) utcb.x(10));
        if (target.state() != Vcpu.STOPPED) {
            return ALREADY_AVAILABLE;
        }
        if (!entry(utcb.x(11))) {
            return INVALID_ADDRESS;
        }
        return guest.start(hypervisor, target, utcb.x(11), utcb.x(12)) ? SUCCESS : FAILED;
    }

    private long stop(Hypervisor hypervisor, Utcb utcb, Vcpu caller) {
        caller.stop();
        if (guest.allStopped()) {
            guest.end(
                    hypervisor,
                    caller,
                    RootPortal.STOPPED,
                    "the guest stopped its last hart: nothing is left that could start one");
        } else {
            utcb.word(Utcb.RUN_STATE, Utcb.STOP);
            utcb.groups(RegisterGroup.RUN_STATE);
        }
        return NO_RETURN;
    }

    /** Sleeps until an interrupt. The status stays that of a started hart: its waking is no exit, so nobody here would hear of it. */
    private long suspend(Hypervisor hypervisor, Utcb utcb, Vcpu caller) {
        long type = utcb.x(10) & 0xffff_ffffL;
        if (type == DEFAULT_RETENTIVE) {
            utcb.word(Utcb.RUN_STATE, Utcb.WAIT);
            utcb.groups(utcb.groups() | RegisterGroup.RUN_STATE);
            return SUCCESS;
        }
        if (type != DEFAULT_NON_RETENTIVE) {
            return INVALID_PARAMETER;
        }
        if (!entry(utcb.x(11))) {
            return INVALID_ADDRESS;
        }
        if (Hypercalls.recall(hypervisor, caller.selector()) != Status.OK) {
            return FAILED;
        }
        caller.suspend(utcb.x(11), utcb.x(12));
        utcb.groups(0);
        return NO_RETURN;
    }

    /** Whether a hart may begin at a physical address. */
    private boolean entry(long address) {
        return guest.memory().contains(address, Short.BYTES);
    }
}
