// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import org.jspecify.annotations.Nullable;

/** The vCPUs of one pCPU that wait for an interrupt, by the time at which their timer brings one. Belongs to the pCPU's thread. */
final class Timeouts {
    /** The time that never comes: the last of all, as times are unsigned. */
    static final long NEVER = -1;

    private @Nullable Vcpu first;

    /** The earliest time, or {@link #NEVER}. */
    long earliest() {
        return first == null ? NEVER : first.timeout;
    }

    /** Adds a vCPU, which is not in the list, to be woken at {@code time}. */
    void add(Vcpu vcpu, long time) {
        vcpu.timeout = time;
        if (time == NEVER) {
            return;
        }
        Vcpu before = null;
        Vcpu after = first;
        while (after != null && Long.compareUnsigned(after.timeout, time) <= 0) {
            before = after;
            after = after.nextTimeout;
        }
        vcpu.nextTimeout = after;
        if (before == null) {
            first = vcpu;
        } else {
            before.nextTimeout = vcpu;
        }
    }

    /** Takes a vCPU out, if it is in. */
    void remove(Vcpu vcpu) {
        Vcpu before = null;
        for (Vcpu at = first; at != null; at = at.nextTimeout) {
            if (at == vcpu) {
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

    /** Takes out the first vCPU whose time has come, or null. */
    @Nullable
    Vcpu expired(long now) {
        Vcpu expired = first;
        if (expired == null || Long.compareUnsigned(expired.timeout, now) > 0) {
            return null;
        }
        remove(expired);
        return expired;
    }
}
