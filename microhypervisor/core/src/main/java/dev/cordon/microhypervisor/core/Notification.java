// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.concurrent.atomic.AtomicLong;

/** A word of badges, collected until the host execution context that is bound to it takes them. Any thread. */
final class Notification implements KernelObject {
    private final AtomicLong badges = new AtomicLong();
    private final HostEc ec;

    Notification(HostEc ec) {
        this.ec = ec;
    }

    HostEc ec() {
        return ec;
    }

    /** Adds badges, and makes the execution context ready. */
    void signal(long more) {
        if (more != 0) {
            badges.accumulateAndGet(more, (held, added) -> held | added);
            ec.post();
        }
    }

    boolean isSignalled() {
        return badges.get() != 0;
    }

    /** Empties it. */
    long take() {
        return badges.getAndSet(0);
    }
}
