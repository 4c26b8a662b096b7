// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;

/** The portals that a vCPU's exits enter: one for each event, asking for no more registers than its handler needs. A portal's id says which vCPU and event it is for. */
final class EventPortals {
    /** Synchronous exceptions have the numbers below this one. */
    private static final int EXCEPTIONS = 24;

    /** What a report on an exit shows. */
    private static final int REPORT =
            RegisterGroup.PC | RegisterGroup.TRAP | RegisterGroup.GENERAL | RegisterGroup.SUPERVISOR;

    private EventPortals() {}

    /**
     * Creates the portals of {@code vcpu}, served by the execution context of its pCPU.
     *
     * @return a {@link Status}
     */
    static int create(Hypervisor hypervisor, Vcpu vcpu) {
        int status = Status.OK;
        for (int event = 0; event < Event.COUNT && status == Status.OK; event++) {
            if (event < EXCEPTIONS || event == Event.STARTUP || event == Event.RECALL) {
                status = Hypercalls.createPortal(
                        hypervisor,
                        Selectors.events(vcpu.hart()) + event,
                        Selectors.PD,
                        vcpu.place().ec(),
                        id(vcpu.hart(), event),
                        groups(event));
            }
        }
        return status;
    }

    /** The hart that a portal is for. */
    static int hart(long id) {
        return (int) (id / Event.COUNT);
    }

    /** The event that a portal is for. */
    static int event(long id) {
        return (int) (id % Event.COUNT);
    }

    private static long id(int hart, int event) {
        return (long) hart * Event.COUNT + event;
    }

    private static int groups(int event) {
        return switch (event) {
            case Event.STARTUP -> 0;
            case Event.RECALL -> RegisterGroup.SUPERVISOR;
            case Event.ENVIRONMENT_CALL -> RegisterGroup.PC | RegisterGroup.ARGUMENTS;
            default -> REPORT;
        };
    }
}
