// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;

/** What a root task does to make PDs, for tests: each takes {@link #STRIDE} selectors from its base on. */
final class Domains {
    static final long STRIDE = 32;

    static final long OBJECTS = 1;
    static final long HOST = 2;
    static final long EC = 3;
    static final long SC = 4;
    static final long NOTIFICATION = 5;
    static final long PORTAL = 6;
    static final long FAULT = 7;

    /** Where a PD finds the right to signal the root task. */
    static final long ROOT = Selectors.PEERS;

    private static final long GIVEN = 1L << 30;

    private Domains() {}

    static void ok(int status) {
        assertThat(Status.name(status)).isEqualTo("OK");
    }

    /** Creates a PD that runs {@code program} on {@code pcpu}; its faults enter the main execution context of the caller as portal {@code base}. */
    static void create(Hypervisor h, long base, long program, long pcpu) {
        ok(Hypercalls.createPd(h, base, Selectors.PD, program, 40, 10_000));
        long fault = pcpu == 0 ? base + FAULT : 0;
        if (fault != 0) {
            ok(Hypercalls.createPortal(h, fault, Selectors.PD, Selectors.MAIN_EC, base, 0));
        }
        ok(Hypercalls.createHostEc(h, base + EC, base, pcpu, fault));
        ok(Hypercalls.createNotification(h, base + NOTIFICATION, base, base + EC));
        ok(Hypercalls.createPortal(h, base + PORTAL, base, base + EC, base, 0));
        give(h, base, base, Selectors.PD, Permission.PD_CREATE | Permission.PD_SCHEDULE);
        give(h, base, base + OBJECTS, Selectors.OBJECT_SPACE, Permission.SPACE_TAKE | Permission.SPACE_GRANT);
        give(h, base, base + HOST, Selectors.HOST_SPACE, Permission.SPACE_TAKE | Permission.SPACE_GRANT);
        give(h, base, base + EC, Selectors.MAIN_EC, Permission.EC_BIND);
        give(h, base, Selectors.MAIN_NOTIFICATION, ROOT, Permission.NOTIFICATION_SIGNAL);
    }

    static void start(Hypervisor h, long base, int priority) {
        ok(Hypercalls.createSc(h, base + SC, base, base + EC, priority, 1000));
    }

    /** Delegates what the caller has at {@code selector} to the PD at {@code base}. */
    static void give(Hypervisor h, long base, long selector, long target, int permissions) {
        ok(Hypercalls.delegate(h, Selectors.OBJECT_SPACE, selector, base + OBJECTS, target, 0, permissions));
    }

    /**
     * Delegates RAM of the root task to the host space of the PD at {@code base}, at the same address. In between stands a capability of the root task's own, by
     * which {@link #takeMemory} can take back this much and no more.
     */
    static void giveMemory(Hypervisor h, long base, long address, int order, int permissions) {
        long page = address >>> 12;
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, GIVEN + page, order, 7));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, GIVEN + page, base + HOST, page, order, permissions));
    }

    static void takeMemory(Hypervisor h, long address, int order) {
        ok(revoke(h, Selectors.HOST_SPACE, GIVEN + (address >>> 12), order, true));
    }

    static int revoke(Hypervisor h, long space, long base, int order, boolean self) {
        int status;
        do {
            status = Hypercalls.revoke(h, space, base, order, self);
        } while (status == Status.AGAIN);
        return status;
    }
}
