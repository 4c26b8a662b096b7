// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The lock of the kernel, first come first served, so that no pCPU starves whatever the others do. It is held for microseconds: who waits does not sleep. Not reentrant,
 * and takes no memory.
 */
final class KernelLock {
    private static final int SPINS = 256;

    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong serving = new AtomicLong();

    void lock() {
        long ticket = tickets.getAndIncrement();
        if (serving.get() != ticket) {
            await(ticket);
        }
    }

    void unlock() {
        serving.setRelease(serving.getPlain() + 1);
    }

    @SuppressWarnings("ThreadPriorityCheck") // the host may have fewer processors than there are pCPUs
    private void await(long ticket) {
        for (int spins = 0; serving.get() != ticket; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
