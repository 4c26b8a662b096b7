// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import org.jspecify.annotations.Nullable;

/** The scheduling contexts of one pCPU that could run: by priority, first come first served within one. Belongs to the pCPU's thread. */
final class ReadyQueue {
    private final @Nullable SchedulingContext[] heads = new @Nullable SchedulingContext[Policy.MAX_PRIORITY + 1];
    private final @Nullable SchedulingContext[] tails = new @Nullable SchedulingContext[Policy.MAX_PRIORITY + 1];

    /** Which priorities have a queue: bit p % 64 of word p / 64. */
    private final long[] used = new long[2];

    /** Who is to run, or null. */
    @Nullable
    SchedulingContext first() {
        int priority = highest();
        return priority < 0 ? null : heads[priority];
    }

    /** The priority of who is to run; -1 if there is nobody. */
    int highest() {
        if (used[1] != 0) {
            return 127 - Long.numberOfLeadingZeros(used[1]);
        }
        return 63 - Long.numberOfLeadingZeros(used[0]);
    }

    /** Puts a context behind all others of its priority, unless it is in the queue. */
    void add(SchedulingContext context) {
        if (context.ready) {
            return;
        }
        context.ready = true;
        int priority = context.priority();
        SchedulingContext tail = tails[priority];
        if (tail == null) {
            heads[priority] = context;
            used[priority >> 6] |= 1L << priority;
        } else {
            tail.next = context;
        }
        tails[priority] = context;
    }

    /** Takes out the first one of a priority. */
    void removeFirst(int priority) {
        SchedulingContext head = heads[priority];
        if (head == null) {
            return;
        }
        head.ready = false;
        heads[priority] = head.next;
        if (head.next == null) {
            tails[priority] = null;
            used[priority >> 6] &= ~(1L << priority);
        }
        head.next = null;
    }

    /** Takes out a context that is in the queue of its priority. */
    void remove(SchedulingContext context) {
        SchedulingContext before = heads[context.priority()];
        if (before == context) {
            removeFirst(context.priority());
            return;
        }
        while (before != null && before.next != context) {
            before = before.next;
        }
        if (before != null) {
            before.next = context.next;
            if (context.next == null) {
                tails[context.priority()] = before;
            }
            context.next = null;
            context.ready = false;
        }
    }
}
