// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.ArrayList;
import java.util.List;

/** A heap that runs out when a test wants it: the code under test asks it before each allocation, see {@link HeapExhaustionTest}. Public for the code of another package. */
public final class ScarceHeap {
    private static final List<String> NOT_ALLOWED = List.of("commit", "undo", "complete");

    /** How many allocations are left until one fails; less than 0 if none will. */
    private static int left = -1;

    /** Where something was allocated that must not be. */
    static final List<String> violations = new ArrayList<>();

    private ScarceHeap() {}

    /** The allocation number {@code count} from now on fails, counted from 1. */
    static void arm(int count) {
        left = count;
    }

    /** Nothing fails any more. Returns whether something has. */
    static boolean disarm() {
        boolean struck = left == 0;
        left = -1;
        return struck;
    }

    /** Called before each allocation of the code under test. */
    public static void allocate() {
        if (left <= 0) {
            return;
        }
        List<String> frames = StackWalker.getInstance()
                .walk(stack -> stack.skip(1)
                        .takeWhile(frame -> !frame.getMethodName().equals("hypercall"))
                        .map(StackWalker.StackFrame::toString)
                        .toList());
        if (frames.stream().anyMatch(ScarceHeap::isCommit)) {
            violations.add(String.join("\n", frames));
        } else if (--left == 0) {
            throw new OutOfMemoryError("a test");
        }
    }

    private static boolean isCommit(String frame) {
        return NOT_ALLOWED.stream().anyMatch(method -> frame.contains("." + method + "("));
    }
}
