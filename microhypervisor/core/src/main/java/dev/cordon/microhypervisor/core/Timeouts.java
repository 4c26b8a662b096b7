// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import org.jspecify.annotations.Nullable;

/** The execution contexts of one pCPU that wait for a time: that of an interrupt by their timer, or that of their next budget. Belongs to the pCPU's thread. */
final class Timeouts {
    /** The time that never comes: the last of all, as times are unsigned. */
    static final long NEVER = -1;

    private @Nullable ExecutionContext first;

    /** The earliest time, or {@link #NEVER}. */
    long earliest() {
        return first == null ? NEVER : first.timeout;
    }

    /** Adds one, which is not in the list, to be woken at {@code time}. */
    void add(ExecutionContext ec, long time) {
        ec.timeout = time;
        if (time == NEVER) {
            return;
        }
        ExecutionContext before = null;
        ExecutionContext after = first;
        while (after != null && Long.compareUnsigned(after.timeout, time) <= 0) {
            before = after;
            after = after.nextTimeout;
        }
        ec.nextTimeout = after;
        if (before == null) {
            first = ec;
        } else {
            before.nextTimeout = ec;
        }
    }

    /** Takes one out, if it is in. */
    void remove(ExecutionContext ec) {
        ExecutionContext before = null;
        for (ExecutionContext at = first; at != null; at = at.nextTimeout) {
            if (at == ec) {
                if (before == null) {
                    first = at.nextTimeout;
                } else {
                    before.nextTimeout = at.nextTimeout;
                }
                at.nextTimeout = null;
                return;
            }
            before = at;
        }
    }

    /** Takes out the first whose time has come, or null. */
    @Nullable
    ExecutionContext expired(long now) {
        ExecutionContext expired = first;
        if (expired == null || Long.compareUnsigned(expired.timeout, now) > 0) {
            return null;
        }
        remove(expired);
        return expired;
    }
}
