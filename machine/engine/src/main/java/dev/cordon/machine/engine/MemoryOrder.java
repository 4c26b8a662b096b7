// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Operands;
import java.lang.invoke.VarHandle;

/**
 * What keeps the order of RVWMO (Unprivileged ISA, "RVWMO Memory Consistency Model") between harts on different host threads.
 *
 * <p>Every load of a hart, also those of instruction fetch and page-table walks, is an acquire load; every store is opaque, or plain in
 * translated code, where HotSpot keeps the order of stores to the host's memory among each other; every read-modify-write is a volatile compare-and-set or the like. So nothing passes an earlier load, which keeps all dependencies
 * (preserved program order, rules 9 to 13) whatever a compiler makes of them; stores to one location keep their order (rule 1). What is left is
 * the order after earlier stores, and that is what the fences here are for. docs/design-decisions.md has the argument and the
 * measurement.
 */
final class MemoryOrder {
    private static final int WRITES = 0b0101;

    /** A fence of writes before nothing: PAUSE of Zihintpause. */
    private static final int PAUSE = 0x0100_000f;

    private MemoryOrder() {}

    /**
     * FENCE, whose order of earlier loads is kept already. FENCE.TSO asks for less than a full fence, but the fence between stores
     * is also what {@link Reservations} rely on.
     */
    static void fence(int word) {
        if (word == PAUSE) {
            pause();
            return;
        }
        int predecessors = Operands.predecessor(word);
        if (predecessors == 0 || Operands.successor(word) == 0) {
            return; // a hint
        }
        if ((predecessors & WRITES) != 0) {
            VarHandle.fullFence();
        } else {
            VarHandle.acquireFence();
        }
    }

    /** The hart waits for another, which may have no host thread to run on as long as this one spins. */
    @SuppressWarnings("ThreadPriorityCheck") // without a guess at the number of free processors there is nothing better
    private static void pause() {
        Thread.yield();
    }

    /** Comes before an atomic with the bits {@code ordering}: RCsc annotations order among each other, too (rule 7). */
    static void before(int ordering) {
        if (ordering != 0) {
            VarHandle.fullFence();
        }
    }

    /** Comes after an atomic with the bits {@code ordering}: an acquire orders the store of a read-modify-write, too (rule 5). */
    static void after(int ordering) {
        if (ordering != 0) {
            VarHandle.fullFence();
        }
    }
}
