// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;

/** Where the capabilities that the root task makes stand in its object space. */
final class Slots {

    /** The execution context that does what takes long, with the notification by which it is told, and its scheduling context. */
    static final long WORKER = Selectors.FREE + 96;

    static final long WORKER_NOTIFICATION = WORKER + 1;
    static final long WORKER_SC = WORKER + 2;

    private static final long FIRST_EC = Selectors.FREE;
    private static final long FIRST_DOMAIN = Selectors.FREE + 128;
    private static final int DOMAIN_SLOTS = 1024;

    private static final int PD = 0;
    private static final int OBJECT_SPACE = 1;
    private static final int HOST_SPACE = 2;
    private static final int NOTIFICATION = 3;
    private static final int SC = 4;

    /** For each pCPU an execution context and the portals that it calls. */
    private static final int PCPUS = 64;

    private static final int PCPU_SLOTS = 8;

    /** For each vCPU itself and its scheduling context. */
    private static final int VCPUS = 768;

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

    static long notification(int domain) {
        return slot(domain, NOTIFICATION);
    }

    /** The scheduling context of a domain's first execution context. */
    static long sc(int domain) {
        return slot(domain, SC);
    }

    /** A domain's execution context of {@code pcpu}. */
    static long ec(int domain, int pcpu) {
        return slot(domain, PCPUS + pcpu * PCPU_SLOTS);
    }

    /** The portal {@code kind} of {@link RootPortal} that {@link #ec(int, int)} calls. */
    static long portal(int domain, int pcpu, int kind) {
        return ec(domain, pcpu) + 1 + kind;
    }

    static long vcpu(int domain, int vcpu) {
        return slot(domain, VCPUS + 2 * vcpu);
    }

    static long vcpuSc(int domain, int vcpu) {
        return vcpu(domain, vcpu) + 1;
    }

    private static long slot(int domain, int slot) {
        return FIRST_DOMAIN + (long) domain * DOMAIN_SLOTS + slot;
    }
}
