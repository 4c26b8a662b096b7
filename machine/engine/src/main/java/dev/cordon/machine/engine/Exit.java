// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Why {@link Hart#run} returned. */
public enum Exit {
    /** {@link HartState#retired} has reached the deadline. */
    DEADLINE,
    /**
     * {@link Hart#kick()} was called, or the state takes trap after trap without retiring an instruction between them, so that it
     * would never reach a deadline.
     */
    KICK,
    /**
     * A trap to M-mode or HS-mode, with {@link TrapRouting#EXIT} only: the cause is in {@link HartState#scause}, and the other CSRs
     * of a trap to HS-mode are as the architecture sets them.
     */
    TRAP,
    /** WFI with no enabled interrupt pending; it has retired, {@link HartState#pc} is after it. */
    WFI
}
