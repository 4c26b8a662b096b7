// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Operands;
import java.lang.invoke.VarHandle;

/**
 * What keeps the order of RVWMO (Unprivileged ISA, "RVWMO Memory Consistency Model") between harts on different host threads.
 *
 * <p>Every load of a hart, also those of instruction fetch and page-table walks, is an acquire load; every store is opaque; every
 * read-modify-write is a volatile compare-and-set or the like. So nothing passes an earlier load, which keeps all dependencies
 * (preserved program order, rules 9 to 13) whatever a compiler makes of them; stores to one location keep their order (rule 1). What is left is
 * the order after earlier stores, and that is what the fences here are for. docs/design-decisions.md has the argument and the
 * measurement.
 */
final class MemoryOrder {
    private static final int WRITES = 0b0101;

    private MemoryOrder() {}

    /**
     * FENCE, whose order of earlier loads is kept already. FENCE.TSO asks for less than a full fence, but the fence between stores
     * is also what {@link Reservations} rely on.
     */
    static void fence(int word) {
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
