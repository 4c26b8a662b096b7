// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/** A word of badges, collected until the host execution context that is bound to it takes them. Any thread. */
final class Notification implements KernelObject {
    /** Linked when the first notification is made: a commit must not. */
    private static final LongBinaryOperator UNION = Notification::union;

    private final AtomicLong badges = new AtomicLong();
    private final HostEc ec;

    Notification(HostEc ec) {
        this.ec = ec;
    }

    HostEc ec() {
        return ec;
    }

    @Override
    public void destroyed() {
        ec.bind(null);
    }

    private static long union(long held, long added) {
        return held | added;
    }

    /** Adds badges, and makes the execution context ready. */
    void signal(long more) {
        if (more != 0) {
            badges.accumulateAndGet(more, UNION);
            ec.post();
        }
    }

    @Override
    public void save(LongConsumer out) {
        out.accept(badges.get());
    }

    boolean isSignalled() {
        return badges.get() != 0;
    }

    /** Empties it. */
    long take() {
        return badges.getAndSet(0);
    }
}
