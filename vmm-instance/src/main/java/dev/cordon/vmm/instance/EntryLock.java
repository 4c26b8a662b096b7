// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keeps the entries of a VMM apart, which execution contexts on several pCPUs make in parallel. Whoever waits spins: an entry takes about a microsecond, and nothing that
 * it does under the lock waits for another one. Whoever finds it free takes it; between two entries of a vCPU lies the way to the guest and back, in which others come.
 *
 * <p>What one entry wrote, the next one sees. Not reentrant, takes no memory, and is free between entries, so that there is nothing of it to save.
 */
final class EntryLock {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** The word that says whether it is held, in a cache line of its own. */
    private static final int HELD = 8;

    private final long[] words = new long[16];

    /** Returns when the entry has it. */
    void enter() {
        while (!WORDS.compareAndSet(words, HELD, 0L, 1L)) {
            await();
        }
    }

    private void await() {
        while ((long) WORDS.getOpaque(words, HELD) != 0) {
            VarHandle.acquireFence(); // nothing to do but to look again
        }
    }

    /** The entry ends. */
    void leave() {
        WORDS.setRelease(words, HELD, 0L);
    }
}
