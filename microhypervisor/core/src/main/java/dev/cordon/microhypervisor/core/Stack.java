// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

/** The Java stack of a pCPU's thread, which programs can exhaust. */
final class Stack {
    /** Enough for any hypercall, whose calls do not nest deeply. */
    private static final int HYPERCALL = 128;

    /** Enough for the handler of another PD, so that a caller cannot make its callee run out. */
    private static final int HANDLER = 2048;

    private Stack() {}

    /** Whether a hypercall can run to its end. */
    static boolean suffices() {
        return holds(HYPERCALL);
    }

    /** Whether a handler that is no deeper than handlers are can run to its end. */
    static boolean sufficesForHandler() {
        return holds(HANDLER);
    }

    private static boolean holds(int frames) {
        try {
            return descend(frames, frames, frames, frames) >= 0;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    /** Uses up stack and gives it back. Values that live across the call make each frame some 64 bytes in compiled code, more in the interpreter. */
    private static long descend(long left, long a, long b, long c) {
        return left <= 0 ? 0 : (descend(left - 1, a + left, b ^ left, c - left) + a + b + c) >>> 1;
    }
}
