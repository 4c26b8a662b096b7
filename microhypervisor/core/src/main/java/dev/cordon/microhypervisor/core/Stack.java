// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.HostStack;

/** The Java stack of a pCPU's thread, which programs can use up. */
final class Stack {
    /** Enough for any hypercall, whose own calls do not nest deeply. */
    private static final int HYPERCALL = 8 << 10;

    /** Enough for the handler of another PD, so that a caller cannot make its callee run out. */
    private static final int HANDLER = 40 << 10;

    private Stack() {}

    /** Whether a hypercall can run to its end. */
    static boolean suffices() {
        return HostStack.holds(HYPERCALL);
    }

    /** Whether a handler that is no deeper than handlers are can run to its end. */
    static boolean sufficesForHandler() {
        return HostStack.holds(HANDLER);
    }
}
