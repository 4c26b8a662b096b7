// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keeps the entries of a VMM apart, which execution contexts on several pCPUs make in parallel. First come first served, so that no pCPU starves. Whoever waits spins: an
 * entry takes microseconds, and nothing that it may do under the lock waits for another pCPU's entry.
 *
 * <p>What one entry wrote, the next one sees. Not reentrant, takes no memory, and is free between entries, so that there is nothing of it to save.
 */
final class EntryLock {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Where the number of the next to come is, and that of whose turn it is: in cache lines of their own. */
    private static final int NEXT = 8;

    private static final int TURN = 16;

    private final long[] words = new long[24];

    /** Returns when it is this entry's turn. */
    void enter() {
        long number = (long) WORDS.getAndAdd(words, NEXT, 1L);
        while ((long) WORDS.getAcquire(words, TURN) != number) {
            VarHandle.acquireFence();
        }
    }

    /** Ends the turn. */
    void leave() {
        WORDS.setRelease(words, TURN, words[TURN] + 1);
    }
}
