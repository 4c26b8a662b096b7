// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

/**
 * The Java stack of a pCPU's thread, which programs can use up. Whether there is enough left is found out by using some of it. That is cheap as long as the
 * processor can foresee the returns, which is why a hypercall asks for no more than it needs.
 */
final class Stack {
    /** Frames of some 200 bytes that are enough for any hypercall, whose own calls do not nest deeply. */
    private static final int HYPERCALL = 24;

    /** Enough for the handler of another PD, so that a caller cannot make its callee run out. */
    private static final int HANDLER = 192;

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
            descend(frames, 1, 2, 3, 4, 5, 6, 7);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    /** Uses up stack and gives it back. Values that live across the call make the frame. */
    private static long descend(long left, long a, long b, long c, long d, long e, long f, long g) {
        if (left <= 0) {
            return 1;
        }
        long below = descend(left - 1, b, c, d, e, f, g, a);
        return below + a + b + c + d + e + f + g;
    }
}
