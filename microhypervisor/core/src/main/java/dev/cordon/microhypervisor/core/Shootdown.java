// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Hart;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;

/**
 * How the cached translations of one hart are made to go. Whoever removes a mapping requests a flush, then waits. A hart that runs a guest is kicked out of it; it
 * flushes before it enters a guest again, and from then on only finds what page tables say now. A hart that runs no guest needs no waiting for.
 *
 * <p>Requests and waits are made under the kernel lock; entering and leaving belongs to the pCPU's thread, which never waits for anything in between.
 */
final class Shootdown {
    /** No translations. */
    static final int NONE = -1;

    private static final int ALL = -2;
    private static final int SPINS = 64;

    /** Linked at power-on: a commit must not. */
    private static final IntBinaryOperator BOTH = Shootdown::both;

    private final Hart hart;

    /** The VMID whose translations must go, {@link #NONE} or {@link #ALL}. */
    private final AtomicInteger pending = new AtomicInteger(NONE);

    private final AtomicInteger requested = new AtomicInteger();
    private volatile int done;
    private volatile boolean inGuest;
    private volatile boolean onBus;

    Shootdown(Hart hart) {
        this.hart = hart;
    }

    /** The translations of {@code vmid}, or {@link #NONE}, must go, and what the hart runs must be looked at again. */
    void request(int vmid) {
        pending.accumulateAndGet(vmid, BOTH);
        requested.incrementAndGet();
        if (inGuest) {
            hart.kick();
        }
    }

    private static int both(int held, int more) {
        return held == NONE || held == more ? more : more == NONE ? held : ALL;
    }

    /** Returns when the hart uses nothing that was requested to go. */
    @SuppressWarnings("ThreadPriorityCheck") // the host may have fewer processors than there are pCPUs
    void await() {
        for (int spins = 0; inGuest && done != requested.get(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** An access to RAM or a device begins, which no revocation may leave under way. Under the kernel lock. */
    void enterBus() {
        onBus = true;
    }

    void leaveBus() {
        onBus = false;
    }

    /** Returns when no access is under way that began before. */
    void awaitBus() {
        while (onBus) {
            Thread.onSpinWait();
        }
    }

    boolean isInGuest() {
        return inGuest;
    }

    /** Enters a guest, unless something was requested: then flushes instead, and the caller has to look again at what it may run. */
    boolean enterGuest() {
        inGuest = true;
        int request = requested.get();
        if (request == done) {
            return true;
        }
        inGuest = false;
        int vmid = pending.getAndSet(NONE);
        if (vmid == ALL) {
            hart.caches().flushAll();
        } else if (vmid != NONE) {
            hart.caches().flushGuest(vmid);
        }
        done = request;
        return false;
    }

    void leaveGuest() {
        inGuest = false;
    }
}
