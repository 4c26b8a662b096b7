// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;

/** Where the capabilities that the root task makes stand in its object space. */
final class Slots {

    private static final int DOMAIN_SLOTS = 128;
    private static final long FIRST_EC = Selectors.FREE;
    private static final long FIRST_DOMAIN = Selectors.FREE + 64;

    private static final int PD = 0;
    private static final int OBJECT_SPACE = 1;
    private static final int HOST_SPACE = 2;
    private static final int EC = 3;
    private static final int NOTIFICATION = 4;
    private static final int SC = 5;
    private static final int PORTALS = 8;
    private static final int VCPUS = 64;

    private Slots() {}

    /** The root task's own execution context of {@code pcpu}. */
    static long ec(int pcpu) {
        return pcpu == 0 ? Selectors.MAIN_EC : FIRST_EC + pcpu;
    }

    /** A domain's PD; its object space and its host space follow, as {@code create_pd} puts them. */
    static long pd(int domain) {
        return slot(domain, PD);
    }

    static long objectSpace(int domain) {
        return slot(domain, OBJECT_SPACE);
    }

    static long hostSpace(int domain) {
        return slot(domain, HOST_SPACE);
    }

    /** A domain's first execution context. */
    static long ec0(int domain) {
        return slot(domain, EC);
    }

    static long notification(int domain) {
        return slot(domain, NOTIFICATION);
    }

    static long sc(int domain) {
        return slot(domain, SC);
    }

    /** The portal {@code kind} of {@link RootPortal} that {@code domain} calls. */
    static long portal(int domain, int kind) {
        return slot(domain, PORTALS + kind);
    }

    /** The vCPU {@code number} of the domain's guest, from 0. */
    static long vcpu(int domain, int number) {
        return slot(domain, VCPUS + 2 * number);
    }

    /** The scheduling context of that vCPU. */
    static long vcpuSc(int domain, int number) {
        return vcpu(domain, number) + 1;
    }

    private static long slot(int domain, int slot) {
        return FIRST_DOMAIN + (long) domain * DOMAIN_SLOTS + slot;
    }
}
